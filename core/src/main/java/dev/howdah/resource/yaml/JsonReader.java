package dev.howdah.resource.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads JSON into the same nodes. YAML 1.2 holds nearly all of JSON, but its parser refuses tabs that indent, which
 * JSON tools write.
 */
final class JsonReader {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(YamlReader.MAX_DEPTH + 1)
                    .maxNumberLength(100)
                    .build())
            .build();

    private int nodes;

    private JsonReader() {}

    /** The one document of a text; empty when it is no JSON, which says nothing of it as YAML. */
    static Optional<Node> read(String text) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            parser.nextToken();
            Node node = new JsonReader().node(parser, 1);
            return parser.nextToken() == null ? Optional.of(node) : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private Node node(JsonParser parser, int depth) {
        if (++nodes > YamlReader.MAX_NODES) {
            throw fail(parser, "more than " + YamlReader.MAX_NODES + " values");
        }
        if (depth > YamlReader.MAX_DEPTH && parser.currentToken().isStructStart()) {
            throw fail(parser, "nested deeper than " + YamlReader.MAX_DEPTH + " levels");
        }
        int line = line(parser);
        int column = column(parser);
        return switch (parser.currentToken()) {
            case START_OBJECT -> fields(parser, depth, line, column);
            case START_ARRAY -> items(parser, depth, line, column);
            case VALUE_STRING -> new Node.Scalar(line, column, clean(parser), Node.Type.TEXT);
            case VALUE_NUMBER_INT -> new Node.Scalar(line, column, parser.getString(), Node.Type.WHOLE);
            case VALUE_NUMBER_FLOAT -> new Node.Scalar(line, column, parser.getString(), Node.Type.FRACTION);
            case VALUE_TRUE, VALUE_FALSE -> new Node.Scalar(line, column, parser.getString(), Node.Type.FLAG);
            default -> new Node.Scalar(line, column, "null", Node.Type.NULL);
        };
    }

    private Node fields(JsonParser parser, int depth, int line, int column) {
        Map<String, Node.Entry> entries = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = clean(parser);
            Node.Entry first = entries.get(key);
            if (first != null) {
                throw fail(parser, Composer.twice(key, first.line()));
            }
            int keyLine = line(parser);
            int keyColumn = column(parser);
            parser.nextToken();
            entries.put(key, new Node.Entry(keyLine, keyColumn, node(parser, depth + 1)));
        }
        return new Node.Fields(line, column, entries);
    }

    private Node items(JsonParser parser, int depth, int line, int column) {
        List<Node> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(node(parser, depth + 1));
        }
        return new Node.Items(line, column, items);
    }

    private static String clean(JsonParser parser) {
        String text = parser.getString();
        Composer.control(text).ifPresent(message -> {
            throw fail(parser, message);
        });
        return text;
    }

    private static int line(JsonParser parser) {
        return parser.currentTokenLocation().getLineNr();
    }

    private static int column(JsonParser parser) {
        return parser.currentTokenLocation().getColumnNr();
    }

    private static MalformedException fail(JsonParser parser, String message) {
        return new MalformedException(line(parser), column(parser), message);
    }
}
