package dev.howdah.server.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.howdah.control.ControlPlane;
import dev.howdah.control.Orphans;
import dev.howdah.resource.Json;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Schemas;
import dev.howdah.spi.Usage;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a platform team asks, and what everybody may: health, the schemas, this description. */
record PlatformRoutes(
        ControlPlane plane, Readiness readiness, Supplier<ServerStatus> status, Supplier<String> openApi) {

    /** @param waitingFor absent once all is well */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Health(String status, @Nullable String waitingFor) {}

    /** Where the JSON Schemas are. */
    record SchemaItems(List<SchemaLink> items) {}

    /** Where one is. */
    record SchemaLink(Kind kind, String path) {}

    /** Who uses a cluster. */
    record UsageItems(List<Usage> items) {}

    private static final Health OK = new Health("ok", null);

    List<Route> routes() {
        return List.of(
                Route.get(
                        "/api/v1/orphans",
                        "List databases that have a marker and no order",
                        Needs.ADMIN,
                        Orphans.class,
                        c -> Reply.ok(plane.orphans(c.caller()))),
                Route.get(
                                "/api/v1/clusters/{name}/usage",
                                "Say what each database uses of a cluster; who is no admin sees its own",
                                Needs.TOKEN,
                                UsageItems.class,
                                c -> Reply.ok(new UsageItems(plane.usage(c.caller(), Ref.cluster(c.path("name"))))))
                        .with(Param.path("name", "the cluster")),
                Route.get(
                        "/api/v1/status",
                        "Say what runs where, in which version",
                        Needs.ADMIN,
                        ServerStatus.class,
                        c -> Reply.ok(status.get())),
                Route.get("/health/live", "Whether the process lives", Needs.NOTHING, Health.class, c -> Reply.ok(OK)),
                Route.get(
                        "/health/ready",
                        "Whether it can work; 503 while it can't",
                        Needs.NOTHING,
                        Health.class,
                        c -> readiness
                                .waitingFor()
                                .map(w -> (Reply) new Reply.Value(503, new Health("starting", w)))
                                .orElse(Reply.ok(OK))),
                Route.get(
                        "/openapi.json",
                        "This description",
                        Needs.NOTHING,
                        null,
                        c -> new Reply.Document(openApi.get(), "application/json")),
                Route.get(
                        "/schemas", "List the JSON Schemas of orders", Needs.NOTHING, SchemaItems.class, c -> links()),
                Route.get(
                                "/schemas/{file}",
                                "The JSON Schema of a kind, for editors",
                                Needs.NOTHING,
                                null,
                                this::schema)
                        .with(Param.oneOf(
                                "file",
                                "path",
                                "the kind, with .json behind",
                                Arrays.stream(Kind.values())
                                        .map(PlatformRoutes::file)
                                        .toList())));
    }

    private static Reply links() {
        return Reply.ok(new SchemaItems(Arrays.stream(Kind.values())
                .map(k -> new SchemaLink(k, "/schemas/" + file(k)))
                .toList()));
    }

    private Reply schema(Call call) {
        String file = call.path("file");
        return Arrays.stream(Kind.values())
                .filter(k -> file(k).equals(file))
                .findFirst()
                .map(k -> new Reply.Document(Json.pretty(Schemas.of(k)), "application/schema+json"))
                .orElseThrow(() -> Refusal.notFound("there is no such schema: /schemas lists them"));
    }

    private static String file(Kind kind) {
        return kind.text() + ".json";
    }
}
