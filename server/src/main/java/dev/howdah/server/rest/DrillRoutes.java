package dev.howdah.server.rest;

import dev.howdah.control.ControlPlane;
import dev.howdah.operation.Operation;
import dev.howdah.resource.Ref;
import dev.howdah.spi.RestoreTest;
import java.util.List;

/** Tests whether databases can be restored, and what they found. */
record DrillRoutes(ControlPlane plane) {

    /** What drills found. */
    record RestoreTestItems(List<RestoreTest> items) {}

    List<Route> routes() {
        return List.of(
                Route.post(
                                "/api/v1/namespaces/{ns}/databases/{name}/drill",
                                "Begin to restore a database to a scratch server, to see that it can be",
                                Needs.EDITOR,
                                Route.Body.NONE,
                                Operation.class,
                                c -> Reply.ok(plane.drill(c.caller(), Ref.database(c.path("ns"), c.path("name")))))
                        .with(Param.path("ns", "the namespace"), Param.path("name", "the resource's name")),
                Route.get(
                                "/api/v1/drills",
                                "List what drills found, the newest first",
                                Needs.VIEWER,
                                RestoreTestItems.class,
                                c -> Reply.ok(new RestoreTestItems(plane.drills(c.caller(), c.namespace(), c.limit()))))
                        .with(Param.text("namespace", "only of this namespace"), Param.limit()));
    }
}
