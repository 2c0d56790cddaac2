package dev.howdah.control;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Reason;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What applying one document would do.
 *
 * @param reason and {@code message} say why, when it would wait or is blocked
 * @param changes of the spec, field by field
 * @param steps what would be run, in order
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Planned(
        Kind kind,
        @Nullable String namespace,
        String name,
        Verdict verdict,
        @Nullable Reason reason,
        @Nullable String message,
        List<Change> changes,
        List<PlannedStep> steps) {

    /** The four plans there are. */
    public enum Verdict {
        UP_TO_DATE,
        CHANGE,
        WAIT,
        BLOCKED;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** One field; null where it is absent. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Change(
            String path, @Nullable String from, @Nullable String to) {}

    /** @param sql exact statements, secrets masked; empty for steps that are not SQL */
    public record PlannedStep(String description, boolean destructive, List<String> sql) {}

    /** The same plan, with what it will be blocked by once its steps are done. */
    Planned but(Reason later, String why) {
        return new Planned(kind, namespace, name, verdict, later, why, changes, steps);
    }

    /** The same plan with a step more. */
    Planned with(PlannedStep last) {
        return new Planned(
                kind,
                namespace,
                name,
                verdict,
                reason,
                message,
                changes,
                Stream.concat(steps.stream(), Stream.of(last)).toList());
    }

    public Planned {
        changes = List.copyOf(changes);
        steps = List.copyOf(steps);
    }
}
