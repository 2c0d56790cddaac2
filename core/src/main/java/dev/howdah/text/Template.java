package dev.howdah.text;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A text with fields in double braces: no conditions, no loops. Each value is escaped for the syntax that the text is in,
 * and for where in it the field stands; filters such as {@code password | url | json} say otherwise. A text in double
 * quotes between the braces stands for itself.
 */
public final class Template {

    /** What reads the filled text. */
    public enum Target {
        DOTENV,
        JSON,
        YAML,
        PROPERTIES,
        PLAIN
    }

    private static final Set<String> NUMBERS = Set.of("port");

    private sealed interface Piece {
        record Literal(String text) implements Piece {}

        record Slot(String field, UnaryOperator<String> write) implements Piece {}
    }

    private final List<Piece> pieces = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final Target target;
    private final Quotes quotes;

    private Template(Target target) {
        this.target = target;
        this.quotes = new Quotes(target);
    }

    /**
     * @param fields that there are
     * @param nearest guesses which one was meant
     */
    public static Template parse(
            String text,
            Target target,
            Collection<String> fields,
            BiFunction<String, Collection<String>, Optional<String>> nearest) {
        Template template = new Template(target);
        template.read(text, fields, nearest);
        return template;
    }

    /** What is wrong with it; a template with problems can't be filled. */
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /** The fields that it has. */
    public Set<String> fields() {
        return pieces.stream()
                .filter(Piece.Slot.class::isInstance)
                .map(p -> ((Piece.Slot) p).field())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The text with the values in it. */
    public String fill(UnaryOperator<String> value) {
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("template: " + problems.getFirst());
        }
        return pieces.stream()
                .map(piece -> switch (piece) {
                    case Piece.Literal(String text) -> text;
                    case Piece.Slot(String field, UnaryOperator<String> write) -> write.apply(value.apply(field));
                })
                .collect(Collectors.joining());
    }

    private void read(
            String text, Collection<String> fields, BiFunction<String, Collection<String>, Optional<String>> nearest) {
        int at = 0;
        for (int open = text.indexOf("{{"); open >= 0; open = text.indexOf("{{", at)) {
            literal(text.substring(at, open));
            int close = end(text, open);
            int line = (int) text.substring(0, open).lines().count()
                    + (open == 0 || text.charAt(open - 1) == '\n' ? 1 : 0);
            if (close < 0) {
                problems.add("line " + line + ": a {{ is not closed");
                return;
            }
            new Slots(line, fields, nearest).read(text.substring(open + 2, close), text.substring(close + 2));
            at = close + 2;
        }
        literal(text.substring(at));
    }

    /** A text of its own may hold braces. */
    private static int end(String text, int open) {
        int from = open + 2;
        if (text.startsWith("\"", from)) {
            from = Math.max(from, text.indexOf('"', from + 1));
        }
        return text.indexOf("}}", from);
    }

    private void literal(String text) {
        quotes.read(text);
        pieces.add(new Piece.Literal(text));
    }

    /** Reads what stands between the braces of one line. */
    private final class Slots {

        private final int line;
        private final Collection<String> fields;
        private final BiFunction<String, Collection<String>, Optional<String>> nearest;

        Slots(int line, Collection<String> fields, BiFunction<String, Collection<String>, Optional<String>> nearest) {
            this.line = line;
            this.fields = fields;
            this.nearest = nearest;
        }

        void read(String inside, String after) {
            String trimmed = inside.strip();
            if (trimmed.length() > 1 && trimmed.startsWith("\"") && trimmed.endsWith("\"")) {
                literal(trimmed.substring(1, trimmed.length() - 1));
                return;
            }
            String[] words = trimmed.split("\\|", -1);
            String field = words[0].strip();
            if (!known("field", field, fields)) {
                return;
            }
            UnaryOperator<String> write = UnaryOperator.identity();
            for (int i = 1; i < words.length; i++) {
                String word = words[i].strip();
                if (!known("filter", word, Filter.texts())) {
                    return;
                }
                UnaryOperator<String> before = write;
                Filter filter = Filter.of(word).orElseThrow();
                write = value -> filter.write(before.apply(value));
            }
            pieces.add(new Piece.Slot(field, words.length > 1 ? write : here(field, after)));
            quotes.value();
        }

        private boolean known(String what, String word, Collection<String> all) {
            if (all.contains(word)) {
                return true;
            }
            String shown = word.length() > 40 ? word.substring(0, 40) + "…" : word;
            problems.add("line " + line + ": there is no " + what + " '" + shown + "'"
                    + nearest.apply(word, all)
                            .map(n -> ": did you mean '" + n + "'?")
                            .orElse(": there is " + String.join(", ", all)));
            return false;
        }

        /** How a value is written where it stands. */
        private UnaryOperator<String> here(String field, String after) {
            return switch (target) {
                case PLAIN -> UnaryOperator.identity();
                case PROPERTIES -> Escape::properties;
                case DOTENV ->
                    switch (quotes.in()) {
                        case DOUBLE -> Escape::dotenvInside;
                        case SINGLE -> Escape::shellInside;
                        case NONE -> alone(field, after, Escape::dotenv);
                    };
                case JSON, YAML ->
                    switch (quotes.in()) {
                        case DOUBLE -> Escape::jsonInside;
                        case SINGLE -> touching(field);
                        case NONE ->
                            alone(field, after, NUMBERS.contains(field) ? UnaryOperator.identity() : Escape::json);
                    };
            };
        }

        private UnaryOperator<String> alone(String field, String after, UnaryOperator<String> write) {
            return quotes.opens() && quotes.closes(after) ? write : touching(field);
        }

        private UnaryOperator<String> touching(String field) {
            problems.add(
                    "line " + line + ": {{" + field + "}} must stand alone or inside double quotes, or say how it is"
                            + " written: {{" + field + " | url}}, {{" + field + " | plain}}");
            return UnaryOperator.identity();
        }
    }
}
