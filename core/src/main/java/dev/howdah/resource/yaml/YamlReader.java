package dev.howdah.resource.yaml;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Reads YAML 1.2 and JSON. Every text ends in documents or one {@link MalformedException}, within bounded work. */
public final class YamlReader {

    /** Bytes that one text may have. */
    public static final int MAX_BYTES = 1 << 20;

    /** How deep maps and lists may be nested. */
    public static final int MAX_DEPTH = 50;

    /** How many nodes a text may have, aliases counted as often as they are used. */
    public static final int MAX_NODES = 200_000;

    private static final LoadSettings SETTINGS = LoadSettings.builder()
            .setSchema(new CoreSchema())
            .setCodePointLimit(MAX_BYTES + 1)
            .setUseMarks(true)
            .build();

    private YamlReader() {}

    /** The documents of a text; empty ones are left out. */
    public static List<Node> read(String text) {
        checkSize(text);
        String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
        if (body.stripLeading().startsWith("{")) {
            Optional<Node> json = JsonReader.read(body);
            if (json.isPresent()) {
                return List.of(json.get());
            }
        }
        try {
            Composer composer = new Composer(SETTINGS.getSchema().getScalarResolver());
            List<Node> documents = new ArrayList<>();
            var events = new Parse(SETTINGS).parseString(body).iterator();
            while (events.hasNext()) {
                composer.take(events.next(), documents);
            }
            return documents;
        } catch (MarkedYamlEngineException e) {
            var mark = e.getProblemMark().or(e::getContextMark);
            throw new MalformedException(
                    mark.map(m -> m.getLine() + 1).orElse(0),
                    mark.map(m -> m.getColumn() + 1).orElse(0),
                    sentence(e));
        } catch (ReaderException e) {
            throw at(body, e.getPosition(), Shown.character(e.getCodePoint()) + " is not allowed in YAML");
        } catch (YamlEngineException e) {
            throw new MalformedException(0, 0, "not YAML: " + oneLine(String.valueOf(e.getMessage())));
        }
    }

    private static void checkSize(String text) {
        int bytes = text.length() > MAX_BYTES ? text.length() : text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_BYTES) {
            throw new MalformedException(0, 0, "more than 1 MiB of text (" + bytes + " bytes): split it");
        }
    }

    private static String sentence(MarkedYamlEngineException e) {
        String context = e.getContext() == null ? "" : oneLine(e.getContext()) + ", ";
        return "not YAML: " + context + oneLine(String.valueOf(e.getProblem()));
    }

    private static String oneLine(String text) {
        return Shown.sentence(text.lines().findFirst().orElse("").strip());
    }

    private static MalformedException at(String text, int codePoints, String message) {
        int line = 1;
        int column = 1;
        int[] all = text.codePoints().limit(Math.max(0, codePoints)).toArray();
        for (int c : all) {
            column = c == '\n' ? 1 : column + 1;
            line += c == '\n' ? 1 : 0;
        }
        return new MalformedException(line, column, message);
    }
}
