package dev.howdah.imports;

import dev.howdah.resource.bind.Binder;
import dev.howdah.resource.bind.Findings;
import dev.howdah.resource.yaml.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A map of somebody else's file, read field by field: what is of the wrong sort is said and passed over.
 *
 * @param path of the map in the file
 */
record Values(Node.Fields fields, String path, Draft draft) {

    private static Node.Fields none() {
        return new Node.Fields(0, 0, Map.of());
    }

    static Values of(Node.Fields fields, Draft draft) {
        return new Values(fields, "", draft);
    }

    List<String> keys() {
        return List.copyOf(fields.entries().keySet());
    }

    boolean has(String key) {
        return fields.entries().containsKey(key);
    }

    String at(String key) {
        return Binder.join(path, key);
    }

    int line(String key) {
        Node.Entry entry = fields.entries().get(key);
        return entry == null ? fields.line() : entry.line();
    }

    /** Fields that are none of these are wrong. */
    Values only(String... known) {
        Findings findings = new Findings();
        new Binder(findings).refuseUnknown(fields, List.of(known), path);
        draft.wrong(findings);
        return this;
    }

    /** A map; an empty one where there is none. */
    Values in(String key) {
        Optional<Node> node = node(key);
        if (node.isPresent() && !(node.get() instanceof Node.Fields)) {
            wanted(key, "a map", node.get());
        }
        return new Values(
                node.filter(Node.Fields.class::isInstance)
                        .map(Node.Fields.class::cast)
                        .orElseGet(Values::none),
                at(key),
                draft);
    }

    /** The entries of a list. */
    List<Node> list(String key) {
        Optional<Node> node = node(key);
        if (node.isEmpty()) {
            return new ArrayList<>();
        }
        if (node.get() instanceof Node.Items items) {
            return items.items();
        }
        wanted(key, "a list", node.get());
        return new ArrayList<>();
    }

    /** A text; a number counts as one. */
    Optional<String> text(String key) {
        Optional<Node> node = node(key);
        if (node.isPresent() && !(node.get() instanceof Node.Scalar)) {
            wanted(key, "text", node.get());
        }
        return node.filter(Node.Scalar.class::isInstance)
                .map(n -> ((Node.Scalar) n).text())
                .filter(t -> !t.isEmpty());
    }

    Optional<Boolean> flag(String key) {
        Optional<Node> node = node(key);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        if (node.get() instanceof Node.Scalar s && s.type() == Node.Type.FLAG) {
            return Optional.of(Boolean.valueOf(s.text()));
        }
        wanted(key, "true or false", node.get());
        return Optional.empty();
    }

    /** A number of that range; whole, or with halves. */
    Optional<Double> number(String key, double least, double most, boolean whole) {
        Optional<Node> node = node(key);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        boolean fits = node.get() instanceof Node.Scalar s
                && (s.type() == Node.Type.WHOLE || (!whole && s.type() == Node.Type.FRACTION))
                && s.text().matches("-?[0-9]{1,6}(\\.[0-9]{1,3})?");
        if (!fits) {
            wanted(key, whole ? "a whole number" : "a number", node.get());
            return Optional.empty();
        }
        double number = Double.parseDouble(((Node.Scalar) node.get()).text());
        if (number < least || number > most) {
            wrong(key, ((Node.Scalar) node.get()).text() + " is out of range: " + plain(least) + " to " + plain(most));
            return Optional.empty();
        }
        return Optional.of(number);
    }

    static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }

    void wrong(String key, String message) {
        draft.wrong(at(key), line(key), message);
    }

    /** What stands there; empty for nothing. */
    Optional<Node> node(String key) {
        return Optional.ofNullable(fields.entries().get(key))
                .map(Node.Entry::value)
                .filter(n -> !n.absent());
    }

    private void wanted(String key, String what, Node found) {
        wrong(key, what + " is wanted, found " + Binder.described(found));
    }
}
