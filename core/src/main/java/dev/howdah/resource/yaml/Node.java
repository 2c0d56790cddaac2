package dev.howdah.resource.yaml;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A piece of a document, and where it begins: line and column count from 1. */
public sealed interface Node {

    int line();

    int column();

    /** What YAML 1.2 takes a text without quotes for. */
    enum Type {
        TEXT,
        WHOLE,
        FRACTION,
        FLAG,
        NULL
    }

    /** @param text as written, without quotes */
    record Scalar(int line, int column, String text, Type type) implements Node {}

    record Items(int line, int column, List<Node> items) implements Node {
        public Items {
            items = List.copyOf(items);
        }
    }

    /** A map, in the order it was written. */
    record Fields(int line, int column, Map<String, Entry> entries) implements Node {
        public Fields {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }
    }

    /** @param line where the key is */
    record Entry(int line, int column, Node value) {}

    default boolean absent() {
        return this instanceof Scalar s && s.type == Type.NULL;
    }
}
