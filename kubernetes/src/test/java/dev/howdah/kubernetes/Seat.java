package dev.howdah.kubernetes;

import dev.howdah.resource.Metadata;
import dev.howdah.resource.SecretSink;
import dev.howdah.resource.Status;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A throw-away Kubernetes API server on a loopback port, a kubeconfig for it, and clients that are not Howdah's. */
final class Seat implements AutoCloseable {

    final ApiServer api = new ApiServer();
    private final KubernetesMockServer server =
            new KubernetesMockServer(new Context(), new MockWebServer(), new HashMap<>(), api, false);
    final Path kubeconfig;

    Seat(Path dir) {
        server.start(InetAddress.getLoopbackAddress(), 0);
        this.kubeconfig = kubeconfig(dir.resolve("kubeconfig"), url());
    }

    String url() {
        return "http://127.0.0.1:" + server.getPort();
    }

    static Path kubeconfig(Path file, String url) {
        try {
            return Files.writeString(file, """
                    apiVersion: v1
                    kind: Config
                    current-context: one
                    contexts:
                    - { name: one, context: { cluster: here, user: howdah } }
                    clusters:
                    - { name: here, cluster: { server: "%s" } }
                    users:
                    - { name: howdah, user: { token: not-a-real-token } }
                    """.formatted(url));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    SecretSink sink() {
        return sink(kubeconfig, false);
    }

    static SecretSink sink(Path kubeconfig, boolean foreign) {
        return sink(new SecretSink.KubernetesSettings(kubeconfig.toString(), null, null, foreign), List.of());
    }

    static SecretSink sink(SecretSink.@Nullable KubernetesSettings settings, List<String> namespaces) {
        return new SecretSink(
                Metadata.of(null, "apps"),
                new SecretSink.Spec("kubernetes", namespaces, null, null, settings, null, null),
                Status.NEW);
    }

    /** Another program or person, by the name that it has as a field manager. */
    KubernetesClient client(String manager) {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(Config.empty())
                        .withMasterUrl(url())
                        .withUserAgent(manager)
                        .build())
                .withHttpClientFactory(new JdkHttpClientFactory())
                .build();
    }

    @Override
    public void close() {
        server.shutdown();
    }
}
