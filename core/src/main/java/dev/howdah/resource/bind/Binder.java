package dev.howdah.resource.bind;

import dev.howdah.resource.yaml.Node;
import dev.howdah.resource.yaml.Shown;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of documents. Goes on after a problem, as if the field were left out, so that all problems are found
 * at once. A null value counts as left out.
 */
public final class Binder {

    private final Findings findings;

    public Binder(Findings findings) {
        this.findings = findings;
    }

    /**
     * A record of a map's fields, made as well as can be: the findings say whether it is what the document wanted.
     *
     * @param node null or a null value: a map without fields
     * @return null when a field that must be there is not
     */
    public <R extends Record> @Nullable R bind(Class<R> type, @Nullable Node node, String path) {
        return type.cast(value(Shape.of(type), node == null ? new Node.Fields(0, 0, Map.of()) : node, path));
    }

    /** Finds fields that are none of the known ones. */
    public void refuseUnknown(Node.Fields fields, List<String> known, String path) {
        fields.entries().forEach((key, entry) -> {
            if (!known.contains(key)) {
                String hint = Suggestion.nearest(key, known)
                        .map(k -> ": did you mean '" + k + "'?")
                        .orElse(": the fields here are " + String.join(", ", known));
                findings.add(join(path, key), entry.line(), "unknown field " + Shown.quoted(key) + hint);
            }
        });
    }

    public static String join(String path, String key) {
        String shown = Shown.text(key);
        return path.isEmpty() ? shown : path + "." + shown;
    }

    private @Nullable Object value(Shape shape, Node node, String path) {
        if (node.line() > 0) {
            findings.seen(path, node.line());
        }
        return switch (shape) {
            case Shape.Text _ -> text(node, path);
            case Shape.Whole w -> whole(w, node, path);
            case Shape.Flag _ -> flag(node, path);
            case Shape.Choice c -> choice(c, node, path);
            case Shape.Written w -> written(w, node, path);
            case Shape.Listed l -> list(l, node, path);
            case Shape.Texts _ -> texts(node, path);
            case Shape.Fields f -> fields(f, node, path);
        };
    }

    private @Nullable Object text(Node node, String path) {
        if (!(node instanceof Node.Scalar s)) {
            return wanted("text", node, path);
        }
        return s.type() == Node.Type.TEXT
                ? s.text()
                : wanted("text", node, path, ": write \"" + Shown.text(s.text()) + "\" in quotes");
    }

    private @Nullable Object whole(Shape.Whole shape, Node node, String path) {
        if (!(node instanceof Node.Scalar s) || s.type() != Node.Type.WHOLE) {
            boolean quoted = node instanceof Node.Scalar t
                    && t.type() == Node.Type.TEXT
                    && t.text().matches("-?\\d+");
            return wanted("a whole number", node, path, quoted ? ": leave out the quotes" : "");
        }
        try {
            long number = Long.decode(s.text().startsWith("0o") ? "0" + s.text().substring(2) : decimal(s.text()));
            if (shape.wide()) {
                return number;
            }
            return Math.toIntExact(number);
        } catch (ArithmeticException | NumberFormatException e) {
            findings.add(path, node.line(), "the number " + Shown.text(s.text()) + " is out of range");
            return null;
        }
    }

    /** Without leading zeros, which Java would read as octal and YAML 1.2 does not. */
    private static String decimal(String text) {
        return text.startsWith("0x") ? text : text.replaceFirst("^([-+]?)0+(?=\\d)", "$1");
    }

    private @Nullable Object flag(Node node, String path) {
        return node instanceof Node.Scalar s && s.type() == Node.Type.FLAG
                ? (Object) Boolean.valueOf(s.text())
                : wanted("true or false", node, path);
    }

    private @Nullable Object choice(Shape.Choice shape, Node node, String path) {
        String words = String.join(", ", shape.values().keySet());
        if (!(node instanceof Node.Scalar s)) {
            return wanted("one of " + words, node, path);
        }
        Object value = shape.values().get(s.text());
        if (value == null) {
            String hint = Suggestion.nearest(s.text(), shape.values().keySet())
                    .map(w -> ": did you mean '" + w + "'?")
                    .orElse("");
            findings.add(path, node.line(), Shown.quoted(s.text()) + " is not one of " + words + hint);
        }
        return value;
    }

    private @Nullable Object written(Shape.Written shape, Node node, String path) {
        if (!(node instanceof Node.Scalar s)) {
            return wanted("text", node, path);
        }
        try {
            return shape.read(s.text());
        } catch (IllegalArgumentException e) {
            findings.add(path, node.line(), Shown.sentence(String.valueOf(e.getMessage())));
            return null;
        }
    }

    private @Nullable Object list(Shape.Listed shape, Node node, String path) {
        if (!(node instanceof Node.Items list)) {
            String hint = node instanceof Node.Scalar s ? ": write [ " + Shown.text(s.text()) + " ]" : "";
            return wanted("a list", node, path, hint);
        }
        List<Object> items = new ArrayList<>();
        boolean whole = true;
        for (int i = 0; i < list.items().size(); i++) {
            Node item = list.items().get(i);
            String at = path + "[" + i + "]";
            Object value = item.absent() ? wanted("a value", item, at) : value(shape.item(), item, at);
            if (value == null) {
                whole = false;
            } else {
                items.add(value);
            }
        }
        return whole ? items : null;
    }

    private @Nullable Object texts(Node node, String path) {
        if (!(node instanceof Node.Fields map)) {
            return wanted("a map of texts", node, path);
        }
        Map<String, String> texts = new LinkedHashMap<>();
        map.entries().forEach((key, entry) -> {
            String at = path + "[" + Shown.text(key) + "]";
            findings.seen(at, entry.line());
            if (!entry.value().absent() && text(entry.value(), at) instanceof String text) {
                texts.put(key, text);
            }
        });
        return texts;
    }

    private @Nullable Object fields(Shape.Fields shape, Node node, String path) {
        if (shape.shorthand() != null && node instanceof Node.Scalar s && !s.absent()) {
            if (!(text(s, path) instanceof String text)) {
                return null;
            }
            FieldChecks.value(shape.parts().getFirst(), text, path, findings);
            return Shape.call(shape.shorthand(), null, text);
        }
        if (!(node instanceof Node.Fields map)) {
            return node.absent()
                    ? fields(shape, new Node.Fields(node.line(), node.column(), Map.of()), path)
                    : wanted(shape.shorthand() == null ? "a map" : "text or a map", node, path);
        }
        refuseUnknown(map, shape.parts().stream().map(Shape.Part::name).collect(Collectors.toList()), path);
        Map<String, Object> values = new HashMap<>();
        boolean whole = true;
        for (Shape.Part part : shape.parts()) {
            Object value = part(part, map, path);
            if (value != null) {
                values.put(part.name(), value);
            }
            whole &= value != null || part.nullable();
        }
        return whole ? shape.make(p -> values.get(p.name())) : null;
    }

    private @Nullable Object part(Shape.Part part, Node.Fields map, String path) {
        String at = join(path, part.name());
        Node.Entry entry = map.entries().get(part.name());
        if (entry != null) {
            findings.seen(at, entry.line());
        }
        Object value = null;
        if (entry != null && !entry.value().absent()) {
            value = value(part.shape(), entry.value(), at);
            if (value != null) {
                FieldChecks.value(part, value, at, findings);
            }
        } else if (part.required()) {
            findings.add(at, map.line(), "is missing");
        }
        return value != null ? value : part.absent();
    }

    private @Nullable Object wanted(String what, Node found, String path) {
        return wanted(what, found, path, "");
    }

    private @Nullable Object wanted(String what, Node found, String path, String hint) {
        findings.add(path, found.line(), what + " is wanted, found " + described(found) + hint);
        return null;
    }

    /** A node in words. */
    public static String described(Node node) {
        return switch (node) {
            case Node.Fields _ -> "a map";
            case Node.Items _ -> "a list";
            case Node.Scalar s ->
                switch (s.type()) {
                    case TEXT -> "the text " + Shown.quoted(s.text());
                    case WHOLE, FRACTION -> "the number " + Shown.text(s.text());
                    case FLAG -> Shown.text(s.text());
                    case NULL -> "nothing";
                };
        };
    }
}
