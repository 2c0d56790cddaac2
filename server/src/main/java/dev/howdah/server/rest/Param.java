package dev.howdah.server.rest;

import java.util.List;
import java.util.Map;

/**
 * A parameter of a route.
 *
 * @param in {@code path}, {@code query} or {@code header}
 * @param schema JSON Schema of its value
 */
record Param(String name, String in, String description, Map<String, Object> schema) {

    static Param path(String name, String description) {
        return new Param(
                name,
                "path",
                description,
                Map.of("type", "string", "pattern", PathName.FORM, "maxLength", PathName.MAX));
    }

    static Param text(String name, String description) {
        return new Param(name, "query", description, Map.of("type", "string"));
    }

    static Param flag(String name, String description) {
        return new Param(name, "query", description, Map.of("type", "boolean", "default", false));
    }

    static Param number(String name, String description) {
        return new Param(name, "query", description, Map.of("type", "integer", "minimum", 0));
    }

    static Param oneOf(String name, String in, String description, List<String> words) {
        return new Param(name, in, description, Map.of("type", "string", "enum", words));
    }

    /** How many items at most. */
    static Param limit() {
        return new Param(
                "limit",
                "query",
                "how many at most",
                Map.of("type", "integer", "minimum", 1, "maximum", Call.MAX_LIMIT, "default", Call.LIMIT));
    }

    boolean required() {
        return in.equals("path");
    }
}
