package dev.howdah.server.rest;

import dev.howdah.control.Caller;
import dev.howdah.control.ControlPlane;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Ref;
import dev.howdah.spi.Store;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** What happened: events, page by page or as a stream, and the audit. */
record EventRoutes(ControlPlane plane, Pulse pulse, BooleanSupplier closing) {

    /** @param next for {@code ?after=}: the last event's id */
    record EventPage(List<Store.Event> items, long next) {}

    /** Audit entries, oldest first. */
    record AuditItems(List<Store.Audit> items) {}

    List<Route> routes() {
        return List.of(
                Route.get(
                                "/api/v1/events",
                                "Events behind an id, oldest first; a stream with 'Accept: text/event-stream'",
                                Needs.VIEWER,
                                EventPage.class,
                                this::events)
                        .with(
                                Param.number(
                                        "after",
                                        "the last event's id that is known; left out: from the first, a stream from now"),
                                Param.text("namespace", "only of this namespace"),
                                Param.text("kind", "only of this kind; goes with name"),
                                Param.text("name", "only of this resource"),
                                Param.limit(),
                                new Param(
                                        "Last-Event-ID",
                                        "header",
                                        "where a stream goes on; stronger than after",
                                        java.util.Map.of("type", "integer"))),
                Route.get(
                                "/api/v1/audit",
                                "Who asked for what, and which SQL ran, oldest first",
                                Needs.ADMIN,
                                AuditItems.class,
                                c -> Reply.ok(new AuditItems(plane.audits(
                                        c.caller(),
                                        c.number("after", 0),
                                        c.query("resource").orElse(null),
                                        c.limit()))))
                        .with(
                                Param.number("after", "the last entry's id that is known"),
                                Param.text("resource", "only about this one: Database idp-dev/my-db"),
                                Param.limit()));
    }

    private Reply events(Call call) {
        Caller caller = call.caller();
        String named = call.namespace();
        String namespace = named == null ? caller.namespace() : named;
        Ref about = about(call, namespace);
        if (call.wantsStream()) {
            LongFunction<List<Store.Event>> page =
                    after -> plane.events(caller, after, about, namespace, EventStream.PAGE);
            return new EventStream(start(call), page, pulse, call.limits().heartbeat(), call.stillWelcome(), closing);
        }
        long after = call.number("after", 0);
        var items = plane.events(caller, after, about, namespace, call.limit());
        return Reply.ok(
                new EventPage(items, items.isEmpty() ? after : items.getLast().id()));
    }

    private long start(Call call) {
        String last = call.request().getHeader("Last-Event-ID");
        if (last != null && !last.isBlank()) {
            return Call.number("Last-Event-ID", last.strip(), 0, Long.MAX_VALUE);
        }
        return call.query("after").isPresent() ? call.number("after", 0) : plane.lastEvent();
    }

    private static @Nullable Ref about(Call call, @Nullable String namespace) {
        Optional<String> name = call.query("name");
        Optional<String> word = call.query("kind");
        if (name.isEmpty() && word.isEmpty()) {
            return null;
        }
        if (name.isEmpty() || word.isEmpty()) {
            throw Refusal.malformed("kind and name go together: kind=database&name=my-db");
        }
        Kind kind = Kind.of(word.get())
                .orElseThrow(() -> Refusal.malformed("kind is one of Namespace, Cluster and Database"));
        if (kind.namespaced() && namespace == null) {
            throw Refusal.malformed("a " + kind.text() + " is in a namespace: say which with namespace=");
        }
        return new Ref(kind, kind.namespaced() ? namespace : null, PathName.check(name.get()));
    }
}
