package dev.howdah.server.rest;

import dev.howdah.control.CloneWish;
import dev.howdah.control.ControlPlane;
import dev.howdah.operation.Operation;
import dev.howdah.resource.Json;
import dev.howdah.resource.Ref;
import dev.howdah.resource.TimeSpan;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Clones of databases. */
record CloneRoutes(ControlPlane plane) {

    /**
     * The body that asks for one.
     *
     * @param as {@code NAME}, in the source's namespace, or {@code NAMESPACE/NAME}
     * @param mask SQL that runs before anybody can log in
     * @param expires {@code 3d}
     * @param at the moment that is cloned; left out: now
     * @param zone of a moment that names none
     * @param pause whether sessions of the source may be ended, and new ones wait, while it is copied
     * @param confirm the source's name, for what pauses it
     */
    record Body(
            @Nullable String as,
            @Nullable String mask,
            @Nullable String expires,
            @Nullable String at,
            @Nullable String zone,
            @Nullable Boolean pause,
            @Nullable String confirm) {}

    private static final JsonMapper STRICT = Json.mapper()
            .rebuild()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    List<Route> routes() {
        return List.of(Route.post(
                        "/api/v1/namespaces/{ns}/databases/{name}/clone",
                        "Order a database that is filled with what this one holds, or held at a moment",
                        Needs.EDITOR,
                        Route.Body.CLONE,
                        Operation.class,
                        this::begin)
                .with(Param.path("ns", "the namespace"), Param.path("name", "the resource's name")));
    }

    /** As OpenAPI describes the body. */
    static Map<String, Object> schema() {
        return Map.of(
                "type",
                "object",
                "required",
                List.of("as"),
                "additionalProperties",
                false,
                "properties",
                Map.of(
                        "as",
                        Map.of("type", "string", "description", "NAME or NAMESPACE/NAME of the new order"),
                        "mask",
                        Map.of("type", "string", "description", "SQL that runs before anybody can log in"),
                        "expires",
                        Map.of("type", "string", "examples", List.of("12h", "3d")),
                        "at",
                        Map.of(
                                "type",
                                "string",
                                "description",
                                "the moment that is cloned, out of backups: a time, latest, or a backup's label; left out: now"),
                        "zone",
                        Map.of("type", "string", "description", "of a moment that names none; left out: UTC"),
                        "pause",
                        Map.of(
                                "type",
                                "boolean",
                                "description",
                                "whether sessions of the source are ended, and new ones wait, while PostgreSQL copies it;"
                                        + " left out: it is dumped and loaded, and goes on being used"),
                        "confirm",
                        Map.of("type", "string", "description", "the source's name again, for pause")));
    }

    private Reply begin(Call call) {
        Body body = read(call.json());
        String as = body.as();
        if (as == null || as.isEmpty()) {
            throw Refusal.malformed("as: say what the clone is to be called");
        }
        int slash = as.indexOf('/');
        Ref to = slash < 0
                ? Ref.database(call.path("ns"), as)
                : Ref.database(as.substring(0, slash), as.substring(slash + 1));
        String mask = body.mask() == null ? "" : body.mask();
        var wish = new CloneWish(
                to,
                mask,
                expires(body.expires()),
                body.at(),
                body.zone() == null ? ZoneId.of("UTC") : RestoreRoutes.zone(body.zone()),
                Boolean.TRUE.equals(body.pause()),
                body.confirm());
        return Reply.ok(plane.clone(call.caller(), Ref.database(call.path("ns"), call.path("name")), wish));
    }

    private static Body read(String json) {
        try {
            Body body = STRICT.readValue(json, Body.class);
            if (body != null) {
                return body;
            }
        } catch (JacksonException e) {
            throw Refusal.malformed(
                    "the body is no wish for a clone: {\"as\": NAME, \"mask\": SQL, \"expires\": TIME, \"at\": TIME,"
                            + " \"pause\": true, \"confirm\": NAME}");
        }
        throw Refusal.malformed("the body is empty");
    }

    private static @Nullable TimeSpan expires(@Nullable String text) {
        try {
            return text == null ? null : TimeSpan.parse(text);
        } catch (IllegalArgumentException e) {
            throw Refusal.malformed("expires: " + e.getMessage());
        }
    }
}
