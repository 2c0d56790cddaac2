package dev.howdah.server.rest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** As much of JSON Schema as the OpenAPI document uses. */
record SchemaCheck(JsonNode document) {

    List<String> problems(JsonNode schema, JsonNode value) {
        var problems = new ArrayList<String>();
        check(schema, value, "$", problems);
        return problems;
    }

    private void check(JsonNode schema, JsonNode value, String at, List<String> problems) {
        if (schema.has("$ref")) {
            check(document.at(schema.get("$ref").asString().substring(1)), value, at, problems);
            return;
        }
        for (String word : List.of("oneOf", "anyOf")) {
            if (schema.has(word)) {
                long fits = schema.get(word)
                        .valueStream()
                        .filter(s -> problems(s, value).isEmpty())
                        .count();
                if (fits == 0 || (word.equals("oneOf") && fits > 1)) {
                    problems.add(at + " fits " + fits + " of " + word + ": " + value);
                }
            }
        }
        String type = schema.path("type").asString("");
        boolean right = switch (type) {
            case "" -> true;
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isString();
            case "integer" -> value.isIntegralNumber();
            case "boolean" -> value.isBoolean();
            case "null" -> value.isNull();
            default -> throw new IllegalArgumentException(type);
        };
        if (!right) {
            problems.add(at + " is no " + type + ": " + value);
            return;
        }
        if (schema.has("enum") && schema.get("enum").valueStream().noneMatch(value::equals)) {
            problems.add(at + " is none of " + schema.get("enum") + ": " + value);
        }
        if (schema.has("const") && !schema.get("const").equals(value)) {
            problems.add(at + " is not " + schema.get("const") + ": " + value);
        }
        format(schema.path("format").asString(""), value, at, problems);
        object(schema, value, at, problems);
        if (value.isArray() && schema.has("items")) {
            for (int i = 0; i < value.size(); i++) {
                check(schema.get("items"), value.get(i), at + "[" + i + "]", problems);
            }
        }
    }

    private static void format(String format, JsonNode value, String at, List<String> problems) {
        try {
            switch (format) {
                case "date-time" -> Instant.parse(value.asString());
                case "uuid" -> UUID.fromString(value.asString());
                default -> {}
            }
        } catch (RuntimeException e) {
            problems.add(at + " is no " + format + ": " + value);
        }
    }

    private void object(JsonNode schema, JsonNode value, String at, List<String> problems) {
        if (!value.isObject()) {
            return;
        }
        schema.path("required")
                .valueStream()
                .map(JsonNode::asString)
                .filter(f -> !value.has(f))
                .forEach(f -> problems.add(at + " lacks " + f));
        JsonNode others = schema.path("additionalProperties");
        for (var field : value.properties()) {
            JsonNode known = schema.path("properties").path(field.getKey());
            if (!known.isMissingNode()) {
                check(known, field.getValue(), at + "." + field.getKey(), problems);
            } else if (others.isObject()) {
                check(others, field.getValue(), at + "." + field.getKey(), problems);
            } else if (others.isBoolean() && !others.asBoolean()) {
                problems.add(at + " has " + field.getKey() + ", which is not documented");
            }
        }
    }
}
