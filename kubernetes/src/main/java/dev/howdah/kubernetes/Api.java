package dev.howdah.kubernetes;

import dev.howdah.resource.Reason;
import dev.howdah.spi.Trouble;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The requests of one call, which end in time together, and whose refusals are told in our words. */
final class Api {

    /** The last request may begin right before it. */
    private static final Duration ENOUGH = Duration.ofSeconds(4);

    private final KubernetesClient client;
    private final long begin = System.nanoTime();

    Api(KubernetesClient client) {
        this.client = client;
    }

    <T extends @Nullable Object> T ask(Ask ask, Function<KubernetesClient, T> what) {
        try {
            return raw(what);
        } catch (KubernetesClientException e) {
            throw Refusal.of(e, ask, server());
        }
    }

    /** Whose refusal the caller understands. */
    <T extends @Nullable Object> T raw(Function<KubernetesClient, T> what) {
        if (System.nanoTime() - begin > ENOUGH.toNanos()) {
            throw new Trouble(Reason.SINK_UNREACHABLE, "the API server " + server() + " answers too slowly");
        }
        return what.apply(client);
    }

    Trouble refusal(KubernetesClientException e, Ask ask) {
        return Refusal.of(e, ask, server());
    }

    private String server() {
        return client.getMasterUrl().toString();
    }
}
