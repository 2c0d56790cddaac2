package dev.howdah.resource;

import dev.howdah.resource.yaml.MalformedException;
import dev.howdah.resource.yaml.Node;
import dev.howdah.resource.yaml.YamlReader;
import dev.howdah.resource.yaml.YamlWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads orders: YAML or JSON, many documents, in Howdah's shape or that of the charts it replaces. */
public final class Documents {

    /** @param notes what was converted, for the user */
    public record Parsed(List<Resource> resources, List<String> notes) {}

    private Documents() {}

    /**
     * @param namespace for documents that name none; a document that names another one is refused
     * @param source a file's name, for messages
     * @throws InvalidException with every problem of every document
     */
    public static Parsed parse(String text, @Nullable String namespace, String source) {
        List<Node> documents;
        try {
            documents = YamlReader.read(text);
        } catch (MalformedException e) {
            Integer line = e.line() == 0 ? null : e.line();
            Integer column = e.column() == 0 ? null : e.column();
            throw new InvalidException(List.of(new Problem(source, line, column, null, "", e.sentence())));
        }
        Reading reading = new Reading(source, namespace);
        documents.forEach(reading::document);
        return reading.end();
    }

    /** What is wrong between resources of one apply: two of a name, two that want the same PostgreSQL database. */
    public static List<Problem> check(List<? extends Resource> resources) {
        List<Problem> problems = new ArrayList<>();
        Map<Ref, Resource> byRef = new HashMap<>();
        Map<String, Ref> byPgName = new HashMap<>();
        for (Resource resource : resources) {
            Ref ref = resource.ref();
            if (byRef.putIfAbsent(ref, resource) != null) {
                problems.add(new Problem("", "is there twice: put everything about it into one document").of(ref));
                continue;
            }
            if (resource instanceof Database database && ref.namespace() != null) {
                String pgName = database.pgNames().database();
                Ref other = byPgName.putIfAbsent(pgName, ref);
                if (other != null) {
                    problems.add(new Problem(
                                    "metadata.name",
                                    "wants the PostgreSQL database '" + pgName + "', and so does " + other
                                            + ": one of them needs another name")
                            .of(ref));
                }
            }
        }
        return problems;
    }

    /** One document of block YAML, for people and for {@link #parse}: a resource, a list, anything that JSON can say. */
    public static String toYaml(Object value) {
        JsonNode tree = Json.mapper().valueToTree(value);
        return YamlWriter.write(Json.mapper().treeToValue(tree, Object.class));
    }
}
