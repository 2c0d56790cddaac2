package dev.howdah.cli.io;

import dev.howdah.resource.Json;
import java.util.Iterator;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON as trees: the command line passes on what a newer server says, fields that it does not know included. Reading
 * goes by Jackson's stream, because a whole mapper takes longer to set up than most commands run.
 */
public final class Tree {

    private static final JsonFactory FACTORY = new JsonFactory();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Tree() {}

    public static ObjectNode object() {
        return NODES.objectNode();
    }

    /** @throws JacksonException when it is not JSON */
    public static JsonNode read(String text) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return MissingNode.getInstance();
            }
            JsonNode node = value(parser, first);
            if (parser.nextToken() != null) {
                throw new StreamReadException(parser, "there is more behind the document");
            }
            return node;
        }
    }

    private static JsonNode value(JsonParser parser, JsonToken token) {
        return switch (token) {
            case START_OBJECT -> {
                ObjectNode object = NODES.objectNode();
                for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                    object.set(name, value(parser, parser.nextToken()));
                }
                yield object;
            }
            case START_ARRAY -> {
                ArrayNode array = NODES.arrayNode();
                for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
                    array.add(value(parser, t));
                }
                yield array;
            }
            case VALUE_STRING -> NODES.stringNode(parser.getString());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            case VALUE_NUMBER_INT ->
                parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? NODES.numberNode(parser.getBigIntegerValue())
                        : NODES.numberNode(parser.getLongValue());
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDecimalValue());
            default -> throw new StreamReadException(parser, "a value is missing");
        };
    }

    /** Any value of the model as a tree. */
    public static JsonNode tree(Object value) {
        return Json.mapper().valueToTree(value);
    }

    public static String pretty(JsonNode node) {
        return Json.pretty(node);
    }

    public static String line(JsonNode node) {
        return Json.write(node);
    }

    /** Text at a pointer such as {@code /metadata/name}; empty text when there is none. */
    public static String text(JsonNode node, String pointer) {
        JsonNode at = node.at(pointer);
        return at.isMissingNode() || at.isNull() ? "" : at.isValueNode() ? at.asString() : line(at);
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
                .orElse(MissingNode.getInstance());
    }

    /** What stands in the way of a resource: Ready when it is not, or else Delivered when it is not; or else Ready. */
    public static JsonNode trouble(JsonNode resource) {
        return isReady(resource)
                ? elements(resource.at("/status/conditions"))
                        .filter(c -> text(c, "/type").equals("Delivered"))
                        .filter(c -> !text(c, "/status").equals("True"))
                        .findFirst()
                        .orElseGet(() -> ready(resource))
                : ready(resource);
    }

    public static boolean isReady(JsonNode resource) {
        return text(ready(resource), "/status").equals("True");
    }
}
