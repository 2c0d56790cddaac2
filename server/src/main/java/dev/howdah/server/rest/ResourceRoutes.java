package dev.howdah.server.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.howdah.control.AdoptionWish;
import dev.howdah.control.ClusterCheck;
import dev.howdah.control.ControlPlane;
import dev.howdah.control.Planned;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Database;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Namespace;
import dev.howdah.resource.PgNames;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Resource;
import dev.howdah.resource.Role;
import dev.howdah.resource.SecretSink;
import dev.howdah.spi.Credential;
import dev.howdah.spi.Store;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Namespaces, clusters, databases: reading, listing, deleting, and what only databases have. */
record ResourceRoutes(ControlPlane plane) {

    /** @param next for {@code ?continue=}; absent on the last page */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ResourcePage(List<Resource> items, @Nullable String next) {}

    /** One sentence for people. */
    record Message(String message) {}

    private static final String NS = "/api/v1/namespaces/{ns}";
    private static final String CLUSTER = "/api/v1/clusters/{name}";
    private static final String SINK = "/api/v1/secretsinks/{name}";
    private static final String DATABASE = NS + "/databases/{name}";
    private static final Param IN = Param.path("ns", "the namespace");
    private static final Param NAME = Param.path("name", "the resource's name");

    List<Route> routes() {
        return List.of(
                list(
                        "/api/v1/namespaces",
                        "List namespaces; editors and viewers see their own",
                        Needs.VIEWER,
                        Kind.NAMESPACE),
                one(NS, "Get a namespace", Needs.VIEWER, Namespace.class, ResourceRoutes::namespaceRef, IN),
                delete(NS, "Delete a namespace that is empty", Needs.ADMIN, ResourceRoutes::namespaceRef, IN),
                list("/api/v1/clusters", "List clusters", Needs.TOKEN, Kind.CLUSTER),
                one(CLUSTER, "Get a cluster", Needs.TOKEN, Cluster.class, ResourceRoutes::clusterRef, NAME),
                Route.get(
                                CLUSTER + "/check",
                                "Ask a cluster what Howdah can and can't do there, and why",
                                Needs.ADMIN,
                                ClusterCheck.class,
                                c -> Reply.ok(plane.check(c.caller(), c.path("name"))))
                        .with(NAME),
                delete(
                        CLUSTER,
                        "Delete a cluster that seats no database",
                        Needs.ADMIN,
                        ResourceRoutes::clusterRef,
                        NAME),
                list("/api/v1/secretsinks", "List sinks", Needs.TOKEN, Kind.SECRET_SINK),
                one(SINK, "Get a sink", Needs.TOKEN, SecretSink.class, ResourceRoutes::sinkRef, NAME),
                delete(SINK, "Delete a sink that nothing is delivered to", Needs.ADMIN, ResourceRoutes::sinkRef, NAME),
                list(
                        "/api/v1/databases",
                        "List databases of all namespaces that the token may see",
                        Needs.VIEWER,
                        Kind.DATABASE),
                list(NS + "/databases", "List databases of a namespace", Needs.VIEWER, Kind.DATABASE)
                        .with(IN),
                one(DATABASE, "Get a database", Needs.VIEWER, Database.class, ResourceRoutes::databaseRef, IN, NAME),
                delete(
                        DATABASE,
                        "Delete a database: a standard one goes to the trash, a protected one is let go",
                        Needs.EDITOR,
                        ResourceRoutes::databaseRef,
                        IN,
                        NAME),
                Route.post(
                                DATABASE + "/undelete",
                                "Bring a database back from the trash",
                                Needs.EDITOR,
                                Route.Body.NONE,
                                Database.class,
                                c -> Reply.ok(plane.undelete(c.caller(), databaseRef(c))))
                        .with(IN, NAME),
                Route.post(
                                DATABASE + "/adopt",
                                "Take over a database that Howdah did not make: without confirm only shows what it"
                                        + " takes; repeat to go on",
                                Needs.ADMIN,
                                Route.Body.NONE,
                                Planned.class,
                                c -> Reply.ok(plane.adopt(c.caller(), adoption(c))))
                        .with(
                                IN,
                                NAME,
                                Param.text("cluster", "the cluster that has it; left out: default"),
                                Param.text("database", "its name there; left out: as the order's is to be"),
                                Param.text("owners", "roles whose objects go to the admin role, with commas between"),
                                Param.flag("keepPasswords", "roles of the order's names keep their passwords"),
                                Param.flag("confirm", "do it")),
                Route.get(
                                DATABASE + "/credentials/{role}",
                                "Read what a role needs to connect, password and all; audited",
                                Needs.EDITOR,
                                Credential.class,
                                this::credential)
                        .with(
                                IN,
                                NAME,
                                Param.oneOf(
                                        "role",
                                        "path",
                                        "a role of the database",
                                        Arrays.stream(Role.values())
                                                .map(Role::text)
                                                .toList())));
    }

    Route list(String path, String summary, Needs needs, Kind kind) {
        return Route.get(path, summary, needs, ResourcePage.class, c -> list(c, kind))
                .with(
                        Param.limit(),
                        Param.text("continue", "'next' of the page before"),
                        Param.text("labelSelector", "labels that must be so: a=b,c=d"),
                        Param.text("fieldSelector", "fields that must be so: spec.cluster=default,status.ready=true"));
    }

    Route one(String path, String summary, Needs needs, Class<?> kind, Function<Call, Ref> ref, Param... params) {
        return Route.get(path, summary, needs, kind, c -> get(c, ref.apply(c)))
                .with(params)
                .with(Call.WAIT);
    }

    Route delete(String path, String summary, Needs needs, Function<Call, Ref> ref, Param... params) {
        return Route.delete(
                        path,
                        summary,
                        needs,
                        Message.class,
                        c -> Reply.ok(new Message(plane.delete(
                                c.caller(),
                                ref.apply(c),
                                c.flag("purge"),
                                c.query("confirm").orElse(null)))))
                .with(params)
                .with(
                        Param.flag("purge", "at once and for good; needs confirm"),
                        Param.text("confirm", "the resource's name again, where it can't be undone"));
    }

    private Reply list(Call call, Kind kind) {
        var query = new Store.Query(
                kind,
                call.namespace(),
                Selectors.parse(call, "labelSelector"),
                Selectors.parse(call, "fieldSelector"),
                call.query("continue").orElse(null),
                call.limit());
        // The control plane narrows it to what the caller may see.
        var page = plane.list(call.caller(), query);
        return Reply.ok(new ResourcePage(page.items(), page.next()));
    }

    private Reply get(Call call, Ref ref) {
        var wait = call.waitTime();
        if (wait.isEmpty()) {
            return Reply.ok(plane.get(call.caller(), ref));
        }
        Optional<Resource> found = plane.await(call.caller(), ref, wait.get());
        return Reply.ok(found.orElseThrow(() -> Refusal.notFound(ref + " is gone")));
    }

    private Reply credential(Call call) {
        Role role = Role.of(call.path("role"))
                .orElseThrow(() -> Refusal.notFound("a database has the roles admin, write and read, and no other"));
        return Reply.ok(plane.credential(call.caller(), databaseRef(call), role));
    }

    private static AdoptionWish adoption(Call call) {
        Ref order = databaseRef(call);
        return new AdoptionWish(
                order,
                call.query("cluster").orElse(Database.DEFAULT_CLUSTER),
                call.query("database")
                        .orElseGet(() ->
                                PgNames.of(call.path("ns"), call.path("name")).database()),
                call.query("owners").stream()
                        .flatMap(o -> Arrays.stream(o.split(",")))
                        .filter(o -> !o.isBlank())
                        .toList(),
                call.flag("keepPasswords"),
                call.flag("confirm"));
    }

    private static Ref namespaceRef(Call call) {
        return Ref.namespace(call.path("ns"));
    }

    private static Ref clusterRef(Call call) {
        return Ref.cluster(call.path("name"));
    }

    private static Ref sinkRef(Call call) {
        return Ref.sink(call.path("name"));
    }

    private static Ref databaseRef(Call call) {
        return Ref.database(call.path("ns"), call.path("name"));
    }
}
