package dev.howdah.server.rest;

import dev.howdah.control.Applied;
import dev.howdah.control.ControlPlane;
import dev.howdah.control.Planned;
import dev.howdah.resource.Documents;
import dev.howdah.resource.Resource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Orders: storing them, and asking what that would do. */
record ApplyRoutes(ControlPlane plane) {

    /** @param notes what was converted from older formats, for people */
    record AppliedItems(List<Applied> items, List<String> notes) {}

    /** @param notes what was converted from older formats, for people */
    record PlannedItems(List<Planned> items, List<String> notes) {}

    private static final Param NAMESPACE = Param.text(
            "namespace",
            "for documents that name none (left out: the token's own); documents that name another are refused");

    List<Route> routes() {
        return List.of(
                Route.post(
                                "/api/v1/apply",
                                "Store what documents want, all or none",
                                Needs.EDITOR,
                                Route.Body.DOCUMENTS,
                                AppliedItems.class,
                                this::apply)
                        .with(
                                NAMESPACE,
                                Call.WAIT,
                                Param.flag(
                                        "prune",
                                        "also delete resources of these kinds and namespaces that no document names")),
                Route.post(
                                "/api/v1/plan",
                                "Say what applying documents would do, with exact SQL; changes nothing",
                                Needs.VIEWER,
                                Route.Body.DOCUMENTS,
                                PlannedItems.class,
                                this::plan)
                        .with(NAMESPACE));
    }

    private Reply apply(Call call) {
        boolean prune = call.flag("prune");
        var parsed = parse(call);
        Optional<Duration> wait = call.waitTime();
        Instant end = Instant.now().plus(wait.orElse(Duration.ZERO));
        List<Applied> items = plane.apply(call.caller(), parsed.resources(), prune).stream()
                .map(item -> wait.isEmpty() ? item : awaited(call, item, end))
                .toList();
        return Reply.ok(new AppliedItems(items, parsed.notes()));
    }

    private Applied awaited(Call call, Applied item, Instant end) {
        Optional<Resource> now =
                plane.await(call.caller(), item.resource().ref(), Duration.between(Instant.now(), end));
        return new Applied(item.outcome(), now.orElse(item.resource()), item.notes());
    }

    private Reply plan(Call call) {
        var parsed = parse(call);
        return Reply.ok(new PlannedItems(plane.plan(call.caller(), parsed.resources()), parsed.notes()));
    }

    private static Documents.Parsed parse(Call call) {
        @Nullable String asked = call.namespace();
        return Documents.parse(call.documents(), asked == null ? call.caller().namespace() : asked, "body");
    }
}
