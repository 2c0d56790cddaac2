package dev.howdah.server.rest;

import dev.howdah.resource.Json;
import dev.howdah.server.rest.Refusal.Code;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.SerializationFeature;

/** Writes the table of routes down as OpenAPI 3.1. */
final class OpenApi {

    private static final List<String> DOCUMENT_TYPES = List.of("application/yaml", "application/json");

    private final Shapes shapes = new Shapes();

    private OpenApi() {}

    static String of(List<Route> routes) {
        return Json.mapper()
                .writer()
                .with(SerializationFeature.INDENT_OUTPUT)
                .with(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .writeValueAsString(new OpenApi().document(routes));
    }

    private Map<String, Object> document(List<Route> routes) {
        var paths = new TreeMap<String, Map<String, Object>>();
        for (Route route : routes) {
            paths.computeIfAbsent(route.path(), p -> new LinkedHashMap<>())
                    .put(route.method().toLowerCase(Locale.ROOT), operation(route));
        }
        shapes.ref(Refusal.ErrorBody.class);
        return Map.of(
                "openapi",
                "3.1.0",
                "info",
                Map.of(
                        "title",
                        "Howdah",
                        "version",
                        "v1",
                        "description",
                        "Self-service, multi-tenant PostgreSQL. Errors bear a stable code; see the schema "
                                + "ErrorBody.",
                        "license",
                        Map.of("name", "Apache-2.0", "identifier", "Apache-2.0")),
                "servers",
                List.of(Map.of("url", "/")),
                "paths",
                paths,
                "components",
                Map.of(
                        "schemas",
                        shapes.components(),
                        "securitySchemes",
                        Map.of("token", Map.of("type", "http", "scheme", "bearer"))));
    }

    private Map<String, Object> operation(Route route) {
        var op = new LinkedHashMap<String, Object>();
        op.put("operationId", id(route));
        op.put("summary", route.summary());
        op.put("x-howdah-needs", route.needs().name().toLowerCase(Locale.ROOT));
        op.put("security", route.needs() == Needs.NOTHING ? List.of() : List.of(Map.of("token", List.of())));
        op.put("parameters", route.params().stream().map(OpenApi::parameter).toList());
        switch (route.body()) {
            case NONE -> {}
            case DOCUMENTS -> op.put("requestBody", documents());
            case TOKEN ->
                op.put("requestBody", Map.of("required", true, "content", content("application/json", tokenWish())));
            case CLONE ->
                op.put(
                        "requestBody",
                        Map.of("required", true, "content", content("application/json", CloneRoutes.schema())));
            case QUERY ->
                op.put(
                        "requestBody",
                        Map.of("required", true, "content", content("application/json", ExploreRoutes.schema())));
        }
        op.put("responses", responses(route));
        return op;
    }

    /** {@code getNamespacesDatabasesCredentials} and the like: method, words of the path, "One" for a single one. */
    private static String id(Route route) {
        var id = new StringBuilder(route.method().toLowerCase(Locale.ROOT));
        Arrays.stream(route.path().replace("/api/v1", "").split("[/.]"))
                .filter(w -> !w.isEmpty())
                .map(w -> w.startsWith("{") ? "One" : w.substring(0, 1).toUpperCase(Locale.ROOT) + w.substring(1))
                .forEach(id::append);
        return id.toString();
    }

    private static Map<String, Object> parameter(Param p) {
        return Map.of(
                "name", p.name(),
                "in", p.in(),
                "description", p.description(),
                "required", p.required(),
                "schema", p.schema());
    }

    private static Map<String, Object> documents() {
        var content = new LinkedHashMap<String, Object>();
        DOCUMENT_TYPES.forEach(t -> content.putAll(content(
                t,
                Map.of(
                        "description",
                        "one document, many, or {\"items\": [...]}; the schemas under /schemas say more"))));
        return Map.of("required", true, "content", content);
    }

    private static Map<String, Object> tokenWish() {
        return Map.of(
                "type",
                "object",
                "required",
                List.of("name", "right"),
                "additionalProperties",
                false,
                "properties",
                Map.of(
                        "name", Map.of("type", "string", "pattern", TokenWish.NAME),
                        "right", Map.of("type", "string", "enum", List.of("admin", "editor", "viewer")),
                        "namespace", Map.of("type", "string", "description", "for editors and viewers"),
                        "expiresIn", Map.of("type", "string", "examples", List.of("12h", "30d"))));
    }

    private Map<String, Object> responses(Route route) {
        var responses = new TreeMap<String, Object>();
        Class<?> type = route.response();
        Map<String, Object> schema = type == null ? Map.of("type", "object") : shapes.ref(type);
        var content = content(type(route), route.path().equals(MetricsRoute.PATH) ? Map.of("type", "string") : schema);
        if (route.param("Last-Event-ID", "header").isPresent()) {
            content.putAll(content("text/event-stream", Map.of("type", "string")));
        }
        responses.put(
                route.body() == Route.Body.TOKEN ? "201" : "200", Map.of("description", "done", "content", content));
        for (Code code : errors(route)) {
            responses.put(
                    Integer.toString(code.status()),
                    Map.of(
                            "description",
                            code.text(),
                            "content",
                            content("application/json", shapes.ref(Refusal.ErrorBody.class))));
        }
        if (route.path().equals("/health/ready")) {
            responses.put("503", Map.of("description", "not ready", "content", content));
        }
        return responses;
    }

    private static String type(Route route) {
        return route.path().equals(MetricsRoute.PATH)
                ? "text/plain"
                : route.path().startsWith("/schemas/") ? "application/schema+json" : "application/json";
    }

    private static List<Code> errors(Route route) {
        var codes = new ArrayList<>(List.of(Code.MALFORMED, Code.TOO_MANY_REQUESTS, Code.UNAVAILABLE));
        if (route.needs() != Needs.NOTHING) {
            codes.addAll(List.of(Code.UNAUTHORIZED, Code.INTERNAL));
        }
        if (route.needs().compareTo(Needs.TOKEN) > 0 || route.path().equals(MetricsRoute.PATH)) {
            codes.add(Code.FORBIDDEN);
        }
        if (route.path().contains("{")) {
            codes.add(Code.NOT_FOUND);
        }
        if (!route.method().equals("GET")) {
            codes.add(Code.CONFLICT);
        }
        if (route.body() != Route.Body.NONE) {
            codes.addAll(List.of(Code.TOO_LARGE, Code.INVALID));
        }
        return codes;
    }

    private static Map<String, Object> content(String type, Map<String, Object> schema) {
        var content = new LinkedHashMap<String, Object>();
        content.put(type, Map.of("schema", schema));
        return content;
    }
}
