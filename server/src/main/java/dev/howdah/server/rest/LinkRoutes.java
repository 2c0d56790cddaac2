package dev.howdah.server.rest;

import dev.howdah.control.ControlPlane;
import dev.howdah.control.LinkedBy;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Link;
import dev.howdah.resource.Ref;
import dev.howdah.spi.Credential;
import java.util.List;

/** Links, and who uses a database through them. */
record LinkRoutes(ControlPlane plane, ResourceRoutes resources) {

    /** Who uses a database through links. */
    record LinkedByItems(List<LinkedBy> items) {}

    private static final String ALL = "/api/v1/namespaces/{ns}/links";
    private static final String LINK = ALL + "/{name}";
    private static final Param IN = Param.path("ns", "the namespace");
    private static final Param NAME = Param.path("name", "the resource's name");

    List<Route> routes() {
        return List.of(
                resources.list(
                        "/api/v1/links",
                        "List links of all namespaces that the token may see",
                        Needs.VIEWER,
                        Kind.LINK),
                resources
                        .list(ALL, "List links of a namespace", Needs.VIEWER, Kind.LINK)
                        .with(IN),
                resources.one(LINK, "Get a link", Needs.VIEWER, Link.class, LinkRoutes::ref, IN, NAME),
                resources.delete(
                        LINK,
                        "Delete a link: its login and what was delivered of it go, and nothing else",
                        Needs.EDITOR,
                        LinkRoutes::ref,
                        IN,
                        NAME),
                Route.get(
                                LINK + "/credentials",
                                "Read what a link's login needs to connect, password and all; audited",
                                Needs.EDITOR,
                                Credential.class,
                                c -> Reply.ok(plane.credential(c.caller(), ref(c))))
                        .with(IN, NAME),
                Route.get(
                                LINK + "/deliveries",
                                "Where a link's credential is delivered, and how far that is; without any password",
                                Needs.VIEWER,
                                SinkRoutes.DeliveredItems.class,
                                c -> Reply.ok(new SinkRoutes.DeliveredItems(plane.deliveries(c.caller(), ref(c)))))
                        .with(IN, NAME),
                Route.get(
                                "/api/v1/namespaces/{ns}/databases/{name}/links",
                                "Who uses a database through links",
                                Needs.VIEWER,
                                LinkedByItems.class,
                                c -> Reply.ok(new LinkedByItems(
                                        plane.links(c.caller(), Ref.database(c.path("ns"), c.path("name"))))))
                        .with(IN, NAME));
    }

    private static Ref ref(Call call) {
        return Ref.link(call.path("ns"), call.path("name"));
    }
}
