package dev.howdah.cli;

import dev.howdah.cli.api.Api;
import dev.howdah.cli.api.Route;
import dev.howdah.cli.io.Tree;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** Looks at operations until they are far enough, or time is up for all of them together. */
final class OperationWatch {

    private static final Duration PAUSE = Duration.ofMillis(150);

    private final Api api;
    private final Instant end;

    OperationWatch(Api api, Duration atMost) {
        this.api = api;
        this.end = Instant.now().plus(atMost);
    }

    /** Until it has ended. */
    JsonNode until(JsonNode begun, Consumer<JsonNode> show) {
        return until(begun, now -> false, show);
    }

    /**
     * @param enough when there is no need to wait for the end
     * @param show is told how it is at each look
     * @return the operation as it was last seen
     */
    JsonNode until(JsonNode begun, Predicate<JsonNode> enough, Consumer<JsonNode> show) {
        JsonNode now = begun;
        while (!ended(now) && !enough.test(now) && Instant.now().isBefore(end)) {
            show.accept(now);
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return now;
            }
            now = api.get(Route.V1 + "/operations/" + Api.encode(Tree.text(begun, "/uid")));
        }
        return now;
    }

    static boolean ended(JsonNode operation) {
        return !Tree.text(operation, "/outcome").isEmpty();
    }
}
