package dev.howdah.shape;

import dev.howdah.resource.Deliver;
import dev.howdah.resource.Documents;
import dev.howdah.resource.Format;
import dev.howdah.resource.Json;
import dev.howdah.spi.Contents;
import dev.howdah.text.Escape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a file holds: a text as it is, keys and values in the syntax that the delivery or the file's ending names. */
public final class FileText {

    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private FileText() {}

    /** Whether a delivery becomes a directory with a file for each key, instead of a file. */
    public static boolean directory(Deliver wish) {
        return wish.format() == Format.SERVICEBINDING && wish.syntax() == null;
    }

    /**
     * @param path of the file
     * @throws IllegalArgumentException with a sentence for the user when the syntax can't hold a key
     */
    public static String of(Contents contents, Deliver wish, String path) {
        if (contents.text()) {
            return contents.onlyValue();
        }
        Map<String, Object> values = values(contents, wish);
        return switch (wish.syntaxOf(path, Deliver.Syntax.DOTENV)) {
            case JSON -> Json.pretty(values) + "\n";
            case YAML -> Documents.toYaml(values);
            case PROPERTIES ->
                lines(contents, e -> Escape.properties(e.getKey()) + "=" + Escape.properties(e.getValue()));
            case DOTENV, PLAIN -> lines(contents, e -> variable(e.getKey()) + "=" + Escape.dotenv(e.getValue()));
        };
    }

    /** As lines for {@code eval} in a shell. */
    public static String exports(Contents contents) {
        return lines(contents, e -> "export " + variable(e.getKey()) + "=" + Escape.shell(e.getValue()));
    }

    private interface Line {
        String of(Map.Entry<String, String> entry);
    }

    private static String lines(Contents contents, Line line) {
        return contents.entries().entrySet().stream()
                .map(e -> line.of(e) + "\n")
                .collect(Collectors.joining());
    }

    private static String variable(String key) {
        if (!VARIABLE.matcher(key).matches()) {
            throw new IllegalArgumentException("'" + key + "' is no name of a variable, which a dotenv file needs:"
                    + " rename it, or choose another syntax");
        }
        return key;
    }

    /** Artifacts are JSON themselves: they are nested, not written as texts. */
    private static Map<String, Object> values(Contents contents, Deliver wish) {
        Map<String, Object> values = new LinkedHashMap<>(contents.entries());
        if (wish.format() == Format.MASSDRIVER) {
            values.replaceAll((key, value) ->
                    String.valueOf(value).startsWith("{") ? Json.mapper().readTree(String.valueOf(value)) : value);
        }
        return values;
    }
}
