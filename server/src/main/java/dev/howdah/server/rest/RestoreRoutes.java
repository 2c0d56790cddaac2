package dev.howdah.server.rest;

import dev.howdah.control.ControlPlane;
import dev.howdah.control.RestorePlan;
import dev.howdah.control.RestoreWish;
import dev.howdah.operation.Operation;
import dev.howdah.resource.Ref;
import dev.howdah.spi.Keepsakes;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;

/** Restores of one database. */
record RestoreRoutes(ControlPlane plane) {

    /** Databases that were replaced. */
    record AsideItems(List<Keepsakes.Aside> items) {}

    private static final String PATH = "/api/v1/namespaces/{ns}/databases/{name}/";

    private static final Param NAMESPACE = Param.path("ns", "the namespace");
    private static final Param NAME = Param.path("name", "the resource's name");
    private static final Param TO = Param.text(
            "to", "when: a time such as 2026-11-21T10:05:03Z or '10 minutes ago', latest, or the label of a backup");
    private static final Param ZONE = Param.text("zone", "of times that name none; left out: UTC");
    private static final Param AS = Param.text("as", "name of a new database; left out: in place of what it has now");

    List<Route> routes() {
        return List.of(
                Route.post(
                                PATH + "restore",
                                "Begin to restore a database to a moment: an operation",
                                Needs.EDITOR,
                                Route.Body.NONE,
                                Operation.class,
                                c -> Reply.ok(plane.restore(c.caller(), database(c), wish(c))))
                        .with(
                                NAMESPACE,
                                NAME,
                                TO,
                                ZONE,
                                AS,
                                Param.text("confirm", "the database's name, when what it has is to be replaced")),
                Route.post(
                                "/api/v1/clusters/{name}/restore",
                                "Begin to bring a whole cluster back whose data is lost",
                                Needs.ADMIN,
                                Route.Body.NONE,
                                Operation.class,
                                c -> Reply.ok(plane.restoreCluster(c.caller(), Ref.cluster(c.path("name")), wish(c))))
                        .with(NAME, TO, ZONE, Param.text("confirm", "the cluster's name")),
                Route.get(
                                PATH + "restore-plan",
                                "What a restore would do; changes nothing",
                                Needs.EDITOR,
                                RestorePlan.class,
                                c -> Reply.ok(plane.planRestore(c.caller(), database(c), wish(c))))
                        .with(NAMESPACE, NAME, TO, ZONE, AS),
                Route.post(
                                PATH + "restore-undo",
                                "Begin to bring back what the last restore in place replaced: an operation",
                                Needs.EDITOR,
                                Route.Body.NONE,
                                Operation.class,
                                c -> Reply.ok(plane.undoRestore(c.caller(), database(c))))
                        .with(NAMESPACE, NAME),
                Route.get(
                                PATH + "asides",
                                "What restores in place have replaced, and until when it is kept",
                                Needs.VIEWER,
                                AsideItems.class,
                                c -> Reply.ok(new AsideItems(plane.asides(c.caller(), database(c)))))
                        .with(NAMESPACE, NAME));
    }

    private static Ref database(Call call) {
        return Ref.database(call.path("ns"), call.path("name"));
    }

    private static RestoreWish wish(Call call) {
        return new RestoreWish(
                call.query("to").orElseThrow(() -> Refusal.malformed("'to' is missing: the moment to restore to")),
                call.query("zone").map(RestoreRoutes::zone).orElse(ZoneId.of("UTC")),
                call.query("as").orElse(null),
                call.route().path().endsWith("restore") ? call.query("confirm").orElse(null) : null);
    }

    static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw Refusal.malformed("'" + text + "' is no time zone: write one such as Europe/Berlin");
        }
    }
}
