package dev.howdah.server.rest;

import dev.howdah.control.ControlPlane;
import dev.howdah.control.Explorer;
import dev.howdah.operation.Operation;
import dev.howdah.resource.Json;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Role;
import dev.howdah.resource.TimeSpan;
import dev.howdah.spi.Scratches;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Looking at what databases were. */
record ExploreRoutes(ControlPlane plane) {

    /**
     * The body that asks something.
     *
     * @param sql what is asked
     * @param role as which role of the database; left out: read
     */
    record Body(@Nullable String sql, @Nullable String role) {}

    private static final JsonMapper STRICT = Json.mapper()
            .rebuild()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final String PATH = "/api/v1/namespaces/{ns}/databases/{name}/exploration";
    private static final Duration HOUR = Duration.ofHours(1);

    private static final Param NAMESPACE = Param.path("ns", "the namespace");
    private static final Param NAME = Param.path("name", "the resource's name");
    private static final Param ZONE = Param.text("zone", "of times that name none; left out: UTC");

    List<Route> routes() {
        return List.of(
                Route.post(
                                PATH,
                                "Begin to look at what a database was, on a server of its own: an operation",
                                Needs.EDITOR,
                                Route.Body.NONE,
                                Operation.class,
                                this::begin)
                        .with(
                                NAMESPACE,
                                NAME,
                                Param.text(
                                        "around",
                                        "when: a time such as 2026-11-21T10:05:03Z or '10 minutes ago', latest, or the"
                                                + " label of a backup"),
                                ZONE,
                                Param.text(
                                        "keep", "how long it stays open behind each step, at most 8h; left out: 1h")),
                Route.get(
                                PATH,
                                "Where the exploration of a database is: it can be asked in stage open",
                                Needs.EDITOR,
                                Operation.class,
                                c -> Reply.ok(explorer().of(c.caller(), database(c))))
                        .with(NAMESPACE, NAME),
                Route.post(
                                PATH + "/step",
                                "Go to another moment: onward by replaying more of the log, back by restoring again",
                                Needs.EDITOR,
                                Route.Body.NONE,
                                Operation.class,
                                c -> Reply.ok(explorer().step(c.caller(), database(c), to(c), zone(c))))
                        .with(
                                NAMESPACE,
                                NAME,
                                Param.text("to", "a time, or how much later or earlier: +30s, -1m"),
                                ZONE),
                Route.post(
                                PATH + "/query",
                                "Ask what is shown something, read-only: at most 1000 rows, within 30 seconds",
                                Needs.EDITOR,
                                Route.Body.QUERY,
                                Scratches.Answer.class,
                                this::query)
                        .with(NAMESPACE, NAME),
                Route.delete(
                                PATH,
                                "Close the exploration of a database",
                                Needs.EDITOR,
                                Operation.class,
                                c -> Reply.ok(explorer().close(c.caller(), database(c))))
                        .with(NAMESPACE, NAME));
    }

    /** As OpenAPI describes the body. */
    static Map<String, Object> schema() {
        return Map.of(
                "type",
                "object",
                "required",
                List.of("sql"),
                "additionalProperties",
                false,
                "properties",
                Map.of(
                        "sql",
                        Map.of("type", "string"),
                        "role",
                        Map.of("type", "string", "enum", List.of("admin", "write", "read"))));
    }

    private Explorer explorer() {
        return plane.explorer();
    }

    private Reply begin(Call call) {
        String around = call.query("around")
                .orElseThrow(() -> Refusal.malformed("'around' is missing: the moment to look at first"));
        Duration keep = call.query("keep").map(ExploreRoutes::span).orElse(HOUR);
        return Reply.ok(explorer().begin(call.caller(), database(call), around, zone(call), keep));
    }

    private Reply query(Call call) {
        Body body = read(call.json());
        String sql = body.sql();
        if (sql == null || sql.isBlank()) {
            throw Refusal.malformed("sql: say what is asked");
        }
        Role role = body.role() == null
                ? Role.READ
                : Role.of(body.role()).orElseThrow(() -> Refusal.malformed("role: admin, write or read"));
        return Reply.ok(explorer().query(call.caller(), database(call), sql, role));
    }

    private static Body read(String json) {
        try {
            Body body = STRICT.readValue(json, Body.class);
            if (body != null) {
                return body;
            }
        } catch (JacksonException e) {
            throw Refusal.malformed("the body is no question: {\"sql\": SQL, \"role\": ROLE}");
        }
        throw Refusal.malformed("the body is empty");
    }

    private static Ref database(Call call) {
        return Ref.database(call.path("ns"), call.path("name"));
    }

    private static String to(Call call) {
        return call.query("to").orElseThrow(() -> Refusal.malformed("'to' is missing: the moment to go to"));
    }

    private static ZoneId zone(Call call) {
        return call.query("zone").map(RestoreRoutes::zone).orElse(ZoneId.of("UTC"));
    }

    private static Duration span(String text) {
        try {
            return TimeSpan.parse(text).duration();
        } catch (IllegalArgumentException e) {
            throw Refusal.malformed("keep: " + e.getMessage());
        }
    }
}
