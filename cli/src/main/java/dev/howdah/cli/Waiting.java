package dev.howdah.cli;

import dev.howdah.cli.api.Api;
import dev.howdah.cli.api.ApiException;
import dev.howdah.cli.api.Route;
import dev.howdah.cli.io.Tree;
import dev.howdah.resource.Ref;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** Waits until the control plane has done what it was asked to, or can't. */
final class Waiting {

    /** How a wait ended. */
    enum End {
        READY,
        NOT_READY,
        GONE,
        TIMED_OUT
    }

    /** @param resource as last seen; missing when it is gone */
    record Result(End end, JsonNode resource) {}

    /** Reasons that the control plane itself is working on. */
    private static final Set<String> WORKING = Set.of("", "Pending", "Progressing", "ClusterNotReady", "Removing");

    /** Reasons that often pass at the next try. */
    private static final Set<String> PASSING =
            Set.of("ClusterUnreachable", "TooManyConnections", "StartFailed", "Failed", "SinkUnreachable");

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration SLICE = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(300);

    private final Api api;
    private final Instant deadline;

    Waiting(Api api, Duration atMost) {
        this.api = api;
        this.deadline = Instant.now().plus(atMost);
    }

    /** @param seen is shown every answer */
    Result untilReady(Ref ref, Consumer<JsonNode> seen) throws InterruptedException {
        Verdict verdict = new Verdict();
        return until(ref, seen, verdict::of);
    }

    /** Whether a resource, as it was answered, needs no wait. */
    static boolean isDone(JsonNode resource) {
        return new Verdict().of(resource).filter(end -> end == End.READY).isPresent();
    }

    /** Waits until there is no such resource any more. */
    Result untilGone(Ref ref, Consumer<JsonNode> seen) throws InterruptedException {
        return until(ref, seen, resource -> Optional.empty());
    }

    /** @param verdict how an answer ends the wait; empty: not yet */
    private Result until(Ref ref, Consumer<JsonNode> seen, Function<JsonNode, Optional<End>> verdict)
            throws InterruptedException {
        JsonNode resource = Tree.object();
        while (true) {
            Duration left = Duration.between(Instant.now(), deadline);
            if (left.isNegative() || left.isZero()) {
                return new Result(End.TIMED_OUT, resource);
            }
            Optional<JsonNode> answer = ask(ref, left);
            if (answer.isEmpty()) {
                return new Result(End.GONE, resource);
            }
            resource = answer.get();
            seen.accept(resource);
            Optional<End> end = verdict.apply(resource);
            if (end.isPresent()) {
                return new Result(end.get(), resource);
            }
            Thread.sleep(PAUSE);
        }
    }

    /** Ready and delivered, or in a trouble that does not pass by itself. */
    private static final class Verdict {

        /** Set by the first answer that speaks of the newest spec. */
        private Instant patientUntil = Instant.MAX;

        Optional<End> of(JsonNode resource) {
            if (!upToDate(resource)) {
                return Optional.empty();
            }
            JsonNode trouble = Tree.trouble(resource);
            if (Tree.text(trouble, "/status").equals("True")) {
                return Optional.of(End.READY);
            }
            String reason = Tree.text(trouble, "/reason");
            Instant now = Instant.now();
            Instant until = now.plus(PATIENCE);
            patientUntil = patientUntil.isBefore(until) ? patientUntil : until;
            boolean patient = PASSING.contains(reason) && now.isBefore(patientUntil);
            return WORKING.contains(reason) || patient ? Optional.empty() : Optional.of(End.NOT_READY);
        }
    }

    private Optional<JsonNode> ask(Ref ref, Duration left) {
        Duration slice = left.compareTo(SLICE) < 0 ? left : SLICE;
        try {
            return Optional.of(api.get(Route.of(ref), Map.of("wait", Math.max(1, slice.toMillis()) + "ms"), slice));
        } catch (ApiException e) {
            if (e.notFound()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Whether the conditions speak of the newest spec. */
    private static boolean upToDate(JsonNode resource) {
        return Tree.number(resource, "/status/observedGeneration", 0)
                >= Tree.number(resource, "/metadata/generation", 0);
    }
}
