package dev.howdah.kubernetes;

import dev.howdah.resource.Reason;
import dev.howdah.resource.SecretSink;
import dev.howdah.spi.Trouble;
import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One client for each kubeconfig and context, built at its first use and anew when the file has changed. */
final class Clients {

    /** Of a request and of a connection; a call makes no request when it has run for as long. */
    static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final Duration LAST_REQUESTS = Duration.ofSeconds(15);

    private final Pod pod;
    private final Map<Key, Open> open = new ConcurrentHashMap<>();

    /** @param kubeconfig null: the pod's own */
    private record Key(
            @Nullable String kubeconfig, @Nullable String context) {}

    private record Open(String text, KubernetesClient client) {}

    Clients(Pod pod) {
        this.pod = pod;
    }

    /** @throws Trouble CREDENTIAL_UNREADABLE */
    KubernetesClient of(SecretSink sink) {
        SecretSink.KubernetesSettings settings = sink.spec().kubernetes();
        Key key = settings == null ? new Key(null, null) : new Key(settings.kubeconfig(), settings.context());
        String text = key.kubeconfig() == null ? "" : read(Path.of(key.kubeconfig()));
        return open.compute(key, (k, old) -> {
                    if (old != null && old.text().equals(text)) {
                        return old;
                    }
                    Open fresh = new Open(text, client(config(k)));
                    if (old != null) {
                        closeLater(old.client());
                    }
                    return fresh;
                })
                .client();
    }

    private Config config(Key key) {
        if (key.kubeconfig() == null) {
            return pod.config();
        }
        Config config;
        try {
            config = Config.fromKubeconfig(
                    key.context(), Path.of(key.kubeconfig()).toFile());
        } catch (RuntimeException e) {
            // its message may hold what is in the file
            throw new Trouble(
                    Reason.CREDENTIAL_UNREADABLE,
                    "kubeconfig " + key.kubeconfig() + " can't be understood: try kubectl --kubeconfig "
                            + key.kubeconfig() + " version");
        }
        // for a context that is not there, fabric8 takes the current one: another cluster
        NamedContext current = config.getCurrentContext();
        if (current == null || (key.context() != null && !key.context().equals(current.getName()))) {
            List<String> contexts =
                    config.getContexts().stream().map(NamedContext::getName).toList();
            throw new Trouble(
                    Reason.CREDENTIAL_UNREADABLE,
                    "kubeconfig " + key.kubeconfig()
                            + (key.context() == null
                                    ? " names no current context: name one in spec.kubernetes.context"
                                    : " has no context '" + key.context() + "'")
                            + ", of " + contexts);
        }
        return config;
    }

    private static KubernetesClient client(Config config) {
        int millis = (int) PATIENCE.toMillis();
        config.setConnectionTimeout(millis);
        config.setRequestTimeout(millis);
        // deliveries are tried again by their turns
        config.setRequestRetryBackoffLimit(0);
        // the field manager of requests that name none
        config.setUserAgent(Marks.FIELD_MANAGER);
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientFactory(new JdkHttpClientFactory())
                .build();
    }

    private static String read(Path kubeconfig) {
        try {
            return Files.readString(kubeconfig);
        } catch (IOException e) {
            throw new Trouble(
                    Reason.CREDENTIAL_UNREADABLE,
                    "kubeconfig " + kubeconfig + " can't be read: the control plane runs as user "
                            + System.getProperty("user.name"),
                    e);
        }
    }

    /** Requests are under way on it. */
    private static void closeLater(KubernetesClient client) {
        Thread.ofVirtual().name("kubeconfig-change").start(() -> {
            try {
                Thread.sleep(LAST_REQUESTS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            client.close();
        });
    }

    void close() {
        open.values().forEach(o -> o.client().close());
        open.clear();
    }
}
