package dev.howdah.cli;

import dev.howdah.cli.io.Console;
import dev.howdah.cli.io.Failure;
import dev.howdah.cli.io.PrivateFile;
import dev.howdah.cli.io.Tree;
import dev.howdah.resource.Documents;
import dev.howdah.resource.InvalidException;
import dev.howdah.resource.Problem;
import dev.howdah.resource.Resource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The option {@code -f}: files, directories and stdin that hold orders. */
final class Sources {

    private static final int PART = 900_000;
    private static final List<String> ENDINGS = List.of(".yaml", ".yml", ".json");

    @Option(
            names = {"-f", "--filename"},
            required = true,
            paramLabel = "FILE|DIR|-",
            description = "Orders, as YAML or JSON: a file, a directory (*.yaml, *.yml, *.json), or - for stdin.")
    List<String> names = List.of();

    @Option(
            names = {"-R", "--recursive"},
            description = "Directories with all that is below them.")
    boolean recursive;

    /** @throws InvalidException with every problem of every file */
    Documents.Parsed read(Console console, @Nullable String namespace) {
        var resources = new ArrayList<Resource>();
        var notes = new ArrayList<String>();
        var problems = new ArrayList<Problem>();
        for (String name : names) {
            for (Source source : open(console, name)) {
                try {
                    Documents.Parsed parsed = Documents.parse(source.text, namespace, source.name);
                    resources.addAll(parsed.resources());
                    notes.addAll(parsed.notes());
                } catch (InvalidException e) {
                    problems.addAll(e.problems());
                }
            }
        }
        if (problems.isEmpty()) {
            problems.addAll(Documents.check(resources));
        }
        if (!problems.isEmpty()) {
            throw new InvalidException(problems);
        }
        if (resources.isEmpty()) {
            throw Failure.of("there is no order in " + String.join(", ", names));
        }
        return new Documents.Parsed(resources, notes);
    }

    private record Source(String name, String text) {}

    private List<Source> open(Console console, String name) {
        try {
            if (name.equals("-")) {
                return List.of(new Source("stdin", utf8("stdin", console.in().readAllBytes())));
            }
            Path path = console.path(name);
            if (!Files.isDirectory(path)) {
                return List.of(new Source(name, utf8(name, Files.readAllBytes(path))));
            }
            var found = new ArrayList<Source>();
            try (Stream<Path> files = Files.walk(path, recursive ? Integer.MAX_VALUE : 1)) {
                for (Path file : files.filter(Sources::holdsOrders).sorted().toList()) {
                    String shown = Path.of(name).resolve(path.relativize(file)).toString();
                    found.add(new Source(shown, utf8(shown, Files.readAllBytes(file))));
                }
            }
            if (found.isEmpty()) {
                throw Failure.of(
                        "there is no *.yaml, *.yml or *.json in " + name,
                        recursive ? "" : "-R looks into the directories below, too.");
            }
            return found;
        } catch (IOException e) {
            throw Failure.of("can't read " + name + ": " + PrivateFile.reason(e));
        }
    }

    private static boolean holdsOrders(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return Files.isRegularFile(file)
                && !name.startsWith(".")
                && ENDINGS.stream().anyMatch(name::endsWith);
    }

    private static String utf8(String name, byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw Failure.of(name + " is no UTF-8 text");
        }
    }

    /** What the API takes, whole: documents as the user wrote them, without the status. */
    static ObjectNode body(List<Resource> resources) {
        ObjectNode body = Tree.object();
        body.putArray("items").addAll(resources.stream().map(Sources::item).toList());
        return body;
    }

    /** The same in parts that the API takes: it reads a mebibyte at once. */
    static List<ObjectNode> bodies(List<Resource> resources) {
        var all = new ArrayList<ObjectNode>();
        int room = 0;
        for (Resource resource : resources) {
            ObjectNode item = item(resource);
            int size = Tree.line(item).getBytes(StandardCharsets.UTF_8).length + 1;
            if (size > room) {
                ObjectNode body = Tree.object();
                body.putArray("items");
                all.add(body);
                room = PART;
            }
            room -= size;
            ((ArrayNode) all.getLast().path("items")).add(item);
        }
        return all;
    }

    private static ObjectNode item(Resource resource) {
        var item = (ObjectNode) Tree.tree(resource);
        item.remove("status");
        return item;
    }
}
