package dev.howdah.resource.yaml;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.DocumentEndEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;

/**
 * Builds nodes from the parser's events, without recursion: depth and size are checked before anything grows. An
 * aliased node is shared, and counted each time, so that a bomb of aliases ends early.
 */
final class Composer {

    private final ScalarResolver resolver;
    private final Deque<Open> open = new ArrayDeque<>();
    private final Map<Anchor, Counted> anchors = new HashMap<>();
    private long nodes;
    private @Nullable Node root;

    /** A node and how many nodes it stands for. */
    private record Counted(Node node, long size, int depth) {}

    /** A map or list whose end has not come yet. */
    private static final class Open {
        private final int line;
        private final int column;
        private final Optional<Anchor> anchor;
        private final long before;
        private final @Nullable List<Node> items;
        private final @Nullable Map<String, Node.Entry> entries;
        private final List<Node.Fields> merged = new ArrayList<>();
        private Node.@Nullable Scalar key;
        private boolean merging;
        private int depth = 1;

        Open(NodeEvent event, boolean map, long before) {
            this.line = line(event);
            this.column = column(event);
            this.anchor = event.getAnchor();
            this.before = before;
            this.items = map ? null : new ArrayList<>();
            this.entries = map ? new LinkedHashMap<>() : null;
        }

        Node close() {
            if (items != null) {
                return new Node.Items(line, column, items);
            }
            Map<String, Node.Entry> all = entries == null ? new LinkedHashMap<>() : entries;
            merged.forEach(m -> m.entries().forEach(all::putIfAbsent));
            return new Node.Fields(line, column, all);
        }
    }

    Composer(ScalarResolver resolver) {
        this.resolver = resolver;
    }

    void take(Event event, List<Node> documents) {
        switch (event) {
            case DocumentStartEvent _ -> {
                anchors.clear();
                root = null;
            }
            case DocumentEndEvent _ -> {
                if (root != null && !root.absent()) {
                    documents.add(root);
                }
            }
            case MappingStartEvent e -> open(e, e.getTag(), Tag.MAP);
            case SequenceStartEvent e -> open(e, e.getTag(), Tag.SEQ);
            case MappingEndEvent e -> close(e);
            case SequenceEndEvent e -> close(e);
            case ScalarEvent e -> {
                count(1, e);
                Node.Scalar scalar = scalar(e);
                add(new Counted(scalar, 1, 0), e);
                e.getAnchor().ifPresent(a -> anchors.put(a, new Counted(scalar, 1, 0)));
            }
            case AliasEvent e -> {
                Counted target = anchors.get(e.getAlias());
                if (target == null) {
                    throw fail(e, Shown.quoted("*" + e.getAlias().getValue()) + " names no anchor that ends before it");
                }
                count(target.size, e);
                add(target, e);
            }
            default -> {}
        }
    }

    private void open(NodeEvent event, Optional<String> tag, Tag plain) {
        if (tag.isPresent() && !tag.get().equals(plain.getValue()) && !tag.get().equals("!")) {
            throw fail(event, "the tag " + Shown.quoted(tag.get()) + " is not supported");
        }
        count(1, event);
        if (open.size() >= YamlReader.MAX_DEPTH) {
            throw fail(event, "nested deeper than " + YamlReader.MAX_DEPTH + " levels");
        }
        open.push(new Open(event, plain.equals(Tag.MAP), nodes - 1));
    }

    private void close(Event event) {
        Open done = open.pop();
        Node node = done.close();
        Counted counted = new Counted(node, nodes - done.before, done.depth);
        done.anchor.ifPresent(a -> anchors.put(a, counted));
        add(counted, event);
    }

    private void count(long more, Event event) {
        nodes += more;
        if (nodes > YamlReader.MAX_NODES) {
            throw fail(event, "more than " + YamlReader.MAX_NODES + " values, aliases counted as they are used");
        }
    }

    private void add(Counted counted, Event event) {
        Open parent = open.peek();
        if (parent == null) {
            root = counted.node;
            return;
        }
        parent.depth = Math.max(parent.depth, counted.depth + 1);
        if (open.size() + counted.depth > YamlReader.MAX_DEPTH) {
            throw fail(event, "nested deeper than " + YamlReader.MAX_DEPTH + " levels");
        }
        if (parent.items != null) {
            parent.items.add(counted.node);
        } else if (parent.entries != null) {
            if (parent.key == null) {
                key(parent, parent.entries, counted.node, event);
            } else {
                value(parent, parent.entries, parent.key, counted.node, event);
            }
        }
    }

    private static void key(Open parent, Map<String, Node.Entry> entries, Node node, Event event) {
        if (!(node instanceof Node.Scalar key)) {
            throw fail(event, "a map or list can't be a key: put quotes around texts with { or [");
        }
        parent.merging =
                event instanceof ScalarEvent e && e.isPlain() && key.text().equals("<<");
        Node.Entry first = entries.get(key.text());
        if (first != null) {
            throw fail(event, twice(key.text(), first.line()));
        }
        parent.key = key;
    }

    private static void value(Open parent, Map<String, Node.Entry> entries, Node.Scalar key, Node value, Event event) {
        parent.key = null;
        if (!parent.merging) {
            entries.put(key.text(), new Node.Entry(key.line(), key.column(), value));
            return;
        }
        List<Node> sources = value instanceof Node.Items list ? list.items() : List.of(value);
        for (Node source : sources) {
            if (!(source instanceof Node.Fields fields)) {
                throw fail(event, "'<<' takes a map or a list of maps");
            }
            parent.merged.add(fields);
        }
    }

    private Node.Scalar scalar(ScalarEvent event) {
        String text = event.getValue();
        control(text).ifPresent(message -> {
            throw fail(event, message);
        });
        return new Node.Scalar(line(event), column(event), text, type(event, text));
    }

    /** What is wrong with the characters of a text: they may be escaped, so the parser lets them in. */
    static Optional<String> control(String text) {
        return text.codePoints()
                .filter(c -> (Character.isISOControl(c) && c != '\n' && c != '\t')
                        || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE))
                .mapToObj(c -> "the control character " + Shown.character(c) + " is not allowed")
                .findFirst();
    }

    static String twice(String key, int firstLine) {
        return "the key " + Shown.quoted(key) + " is here twice: first in line " + firstLine;
    }

    private Node.Type type(ScalarEvent event, String text) {
        Optional<String> tag = event.getTag();
        Tag resolved = tag.isEmpty() || tag.get().equals("!")
                ? resolver.resolve(text, tag.isEmpty() && event.isPlain())
                : new Tag(tag.get());
        if (resolved.equals(Tag.STR)) {
            return Node.Type.TEXT;
        }
        if (!event.isPlain() || !resolved.equals(resolver.resolve(text, true))) {
            throw fail(event, "the tag " + Shown.quoted(resolved.getValue()) + " is not supported here");
        }
        return resolved.equals(Tag.INT)
                ? Node.Type.WHOLE
                : resolved.equals(Tag.FLOAT)
                        ? Node.Type.FRACTION
                        : resolved.equals(Tag.BOOL) ? Node.Type.FLAG : Node.Type.NULL;
    }

    private static int line(Event event) {
        return event.getStartMark().map(m -> m.getLine() + 1).orElse(0);
    }

    private static int column(Event event) {
        return event.getStartMark().map(m -> m.getColumn() + 1).orElse(0);
    }

    private static MalformedException fail(Event event, String message) {
        return new MalformedException(line(event), column(event), message);
    }
}
