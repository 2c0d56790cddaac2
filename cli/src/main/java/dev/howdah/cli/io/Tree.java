package dev.howdah.cli.io;

import dev.howdah.resource.Json;
import java.util.Iterator;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON as trees: the command line passes on what a newer server says, fields that it does not know included. */
public final class Tree {

    private static final JsonMapper MAPPER = Json.mapper();

    private Tree() {}

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** @throws JacksonException when it is not JSON */
    public static JsonNode read(String text) {
        return MAPPER.readTree(text);
    }

    /** Any value of the model as a tree. */
    public static JsonNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    public static String pretty(JsonNode node) {
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node);
    }

    public static String line(JsonNode node) {
        return MAPPER.writeValueAsString(node);
    }

    /** Text at a pointer such as {@code /metadata/name}; empty text when there is none. */
    public static String text(JsonNode node, String pointer) {
        JsonNode at = node.at(pointer);
        return at.isMissingNode() || at.isNull() ? "" : at.isString() ? at.stringValue() : at.toString();
    }

    public static Optional<String> maybe(JsonNode node, String pointer) {
        return Optional.of(text(node, pointer)).filter(t -> !t.isEmpty());
    }

    public static long number(JsonNode node, String pointer, long otherwise) {
        JsonNode at = node.at(pointer);
        return at.isNumber() ? at.longValue() : otherwise;
    }

    public static Stream<JsonNode> items(JsonNode node) {
        return elements(node.path("items"));
    }

    public static Stream<JsonNode> elements(JsonNode array) {
        Iterator<JsonNode> all = array.iterator();
        Iterable<JsonNode> each = () -> all;
        return StreamSupport.stream(each.spliterator(), false);
    }

    /** The condition {@code Ready} of a resource; missing when there is none. */
    public static JsonNode ready(JsonNode resource) {
        return elements(resource.at("/status/conditions"))
                .filter(c -> text(c, "/type").equals("Ready"))
                .findFirst()
                .orElse(tools.jackson.databind.node.MissingNode.getInstance());
    }

    public static boolean isReady(JsonNode resource) {
        return text(ready(resource), "/status").equals("True");
    }
}
