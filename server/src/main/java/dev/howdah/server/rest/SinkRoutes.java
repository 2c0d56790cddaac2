package dev.howdah.server.rest;

import dev.howdah.control.ControlPlane;
import dev.howdah.control.Delivered;
import dev.howdah.resource.Ref;
import java.util.List;

/** Where credentials are delivered. */
record SinkRoutes(ControlPlane plane) {

    /** Deliveries of a database. */
    record DeliveredItems(List<Delivered> items) {}

    List<Route> routes() {
        return List.of(Route.get(
                        "/api/v1/namespaces/{ns}/databases/{name}/deliveries",
                        "Where a database's credentials are delivered, and how far that is; without any password",
                        Needs.VIEWER,
                        DeliveredItems.class,
                        c -> Reply.ok(new DeliveredItems(
                                plane.deliveries(c.caller(), Ref.database(c.path("ns"), c.path("name"))))))
                .with(Param.path("ns", "the namespace"), Param.path("name", "the resource's name")));
    }
}
