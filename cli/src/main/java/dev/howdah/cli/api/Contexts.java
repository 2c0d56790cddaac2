package dev.howdah.cli.api;

import dev.howdah.cli.io.Console;
import dev.howdah.cli.io.Failure;
import dev.howdah.cli.io.PrivateFile;
import dev.howdah.cli.io.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Remote control planes by name, in {@code ~/.config/howdah/config.json} (0600: it holds tokens).
 *
 * @param current the one in use; empty: the control plane of this machine
 */
public record Contexts(Optional<String> current, Map<String, Context> all) {

    /** One of them. */
    public record Context(String url, Optional<String> token, Optional<String> namespace, Optional<String> caFile) {
        @Override
        public String toString() {
            return url;
        }
    }

    /** The name that stands for the control plane of this machine. */
    public static final String LOCAL = "local";

    public static Path directory(Console console) {
        return console.variable("XDG_CONFIG_HOME")
                .map(Path::of)
                .orElseGet(() -> console.userHome().resolve(".config"))
                .resolve("howdah");
    }

    public static Path file(Console console) {
        return directory(console).resolve("config.json");
    }

    public static Contexts load(Console console) {
        Path file = file(console);
        var all = new TreeMap<String, Context>();
        if (!Files.exists(file)) {
            return new Contexts(Optional.empty(), all);
        }
        try {
            JsonNode root = Tree.read(Files.readString(file));
            root.path("contexts")
                    .properties()
                    .forEach(e -> all.put(
                            e.getKey(),
                            new Context(
                                    Tree.text(e.getValue(), "/url"),
                                    Tree.maybe(e.getValue(), "/token"),
                                    Tree.maybe(e.getValue(), "/namespace"),
                                    Tree.maybe(e.getValue(), "/caFile"))));
            return new Contexts(Tree.maybe(root, "/current").filter(c -> !c.equals(LOCAL)), all);
        } catch (IOException | JacksonException e) {
            throw Failure.of("the contexts in " + file + " can't be read: " + e.getMessage(), "Mend or remove it.");
        }
    }

    public void save(Console console) {
        ObjectNode root = Tree.object();
        root.put("current", current.orElse(LOCAL));
        ObjectNode contexts = root.putObject("contexts");
        all.forEach((name, c) -> {
            ObjectNode one = contexts.putObject(name).put("url", c.url());
            c.token().ifPresent(t -> one.put("token", t));
            c.namespace().ifPresent(n -> one.put("namespace", n));
            c.caFile().ifPresent(f -> one.put("caFile", f));
        });
        PrivateFile.write(file(console), Tree.pretty(root) + "\n");
    }

    public Context require(String name) {
        Context context = all.get(name);
        if (context == null) {
            throw Failure.with(
                    dev.howdah.cli.io.Exit.NOT_FOUND,
                    "there is no context '" + name + "'",
                    "There are: " + String.join(", ", withLocal()) + ". Add one: howdah context set " + name
                            + " --url URL --token-file FILE");
        }
        return context;
    }

    private java.util.List<String> withLocal() {
        return java.util.stream.Stream.concat(java.util.stream.Stream.of(LOCAL), all.keySet().stream())
                .toList();
    }
}
