package dev.howdah.control;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.howdah.resource.Resource;
import java.util.List;
import java.util.Locale;

/**
 * What became of one document.
 *
 * @param notes sentences for the user: what was converted, re-adopted, made along with it
 */
public record Applied(Outcome outcome, Resource resource, List<String> notes) {

    /** What apply did. */
    public enum Outcome {
        CREATED,
        CONFIGURED,
        UNCHANGED,
        /** A protected database that had been let go is an order again. */
        READOPTED,
        /** Removed because {@code --prune} found it in no document. */
        PRUNED;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Applied {
        notes = List.copyOf(notes);
    }
}
