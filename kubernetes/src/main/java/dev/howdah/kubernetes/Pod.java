package dev.howdah.kubernetes;

import dev.howdah.resource.Reason;
import dev.howdah.spi.Trouble;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The pod that the control plane may run in.
 *
 * @param account directory of its service account
 * @param env variables
 */
record Pod(Path account, Function<String, @Nullable String> env) {

    static final Pod HERE = new Pod(Path.of("/var/run/secrets/kubernetes.io/serviceaccount"), System::getenv);

    /** @throws Trouble CREDENTIAL_UNREADABLE in no pod */
    Config config() {
        String host = env.apply("KUBERNETES_SERVICE_HOST");
        String port = env.apply("KUBERNETES_SERVICE_PORT");
        if (host == null || port == null || !Files.isReadable(token())) {
            throw new Trouble(
                    Reason.CREDENTIAL_UNREADABLE,
                    "the control plane runs in no pod that has a service account: name a file in"
                            + " spec.kubernetes.kubeconfig");
        }
        return new ConfigBuilder(Config.empty())
                .withMasterUrl("https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port + "/")
                .withCaCertFile(account.resolve("ca.crt").toString())
                // the kubelet puts a new one there every hour
                .withOauthTokenProvider(this::read)
                .build();
    }

    private Path token() {
        return account.resolve("token");
    }

    private String read() {
        try {
            return Files.readString(token()).strip();
        } catch (IOException e) {
            throw new Trouble(Reason.CREDENTIAL_UNREADABLE, "the pod's token " + token() + " can't be read", e);
        }
    }
}
