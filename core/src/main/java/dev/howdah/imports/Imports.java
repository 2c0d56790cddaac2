package dev.howdah.imports;

import dev.howdah.resource.Documents;
import dev.howdah.resource.InvalidException;
import dev.howdah.resource.Problem;
import dev.howdah.resource.yaml.MalformedException;
import dev.howdah.resource.yaml.Node;
import dev.howdah.resource.yaml.YamlReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Converts files of other systems into documents for {@code howdah apply}. */
public final class Imports {

    /** Whose files they are. */
    public enum From {
        GEN3,
        OPTA,
        MASSDRIVER,
        IDP
    }

    /** @param name of the file, for messages */
    public record Source(String name, String text) {}

    /**
     * What the files can't know.
     *
     * @param namespace of the orders; empty: what the files suggest
     * @param name of the order, where a file is about one that it does not name
     * @param sinks that the credentials go to
     */
    public record Wish(Optional<String> namespace, Optional<String> name, List<String> sinks) {}

    /**
     * @param yaml documents for {@code howdah apply}
     * @param notes what has no counterpart, and what is otherwise than it was
     */
    public record Imported(String yaml, List<String> notes) {}

    private Imports() {}

    /** @throws InvalidException with everything that is wrong with the files */
    public static Imported read(From from, List<Source> sources, Wish wish) {
        Draft draft = new Draft();
        for (Source source : sources) {
            draft.at(source.name());
            List<Node> documents = documents(source, draft);
            if (from == From.IDP) {
                new FromIdp(draft, wish).read(source, documents);
            } else {
                documents.forEach(node -> convert(from, node, wish, draft));
            }
        }
        List<Map<String, Object>> orders = draft.end();
        draft.told("these order new databases; `howdah adopt` takes over those that are there");
        draft.told("credentials go to sink " + String.join(", ", wish.sinks())
                + ", which the platform team registers; --sink names another");
        String yaml = orders.stream().map(Documents::toYaml).collect(Collectors.joining("---\n"));
        return new Imported(checked(yaml), draft.notes());
    }

    private static List<Node> documents(Source source, Draft draft) {
        try {
            return YamlReader.read(source.text());
        } catch (MalformedException e) {
            draft.wrong("", e.line(), e.sentence());
            return new ArrayList<>();
        }
    }

    private static void convert(From from, Node node, Wish wish, Draft draft) {
        if (!(node instanceof Node.Fields fields)) {
            draft.wrong("", node.line(), "a map is wanted");
            return;
        }
        switch (from) {
            case GEN3 -> new FromGen3(draft, wish).read(fields);
            case OPTA -> new FromOpta(draft, wish).read(fields);
            case MASSDRIVER -> new FromMassdriver(draft, wish).read(fields);
            case IDP -> throw new IllegalArgumentException("read whole");
        }
    }

    /** What comes out can be applied: names may be too long here that were not there. */
    private static String checked(String yaml) {
        try {
            Documents.parse(yaml, null, "what came out");
            return yaml;
        } catch (InvalidException e) {
            throw new InvalidException(e.problems().stream()
                    .map(p -> new Problem(null, null, null, p.document(), p.path(), p.message()))
                    .toList());
        }
    }
}
