package dev.howdah.operation;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Ref;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row of long, ordered work on one resource. Of one sort there is one at a time for each part of a resource.
 *
 * @param what which story it is: {@code Rotation}
 * @param subject uid of the resource
 * @param kind of the resource
 * @param namespace of the resource; null where its kind has none
 * @param name of the resource
 * @param part of the resource, such as a role; empty: all of it
 * @param stage where it is, a word of its story
 * @param revision grows with every write: two that write at once don't both win
 * @param details what its story keeps
 * @param tries in a row that met trouble
 * @param message what it waits for, or how it ended
 * @param startedBy name of a token, or {@code howdah}
 * @param deadline after which it is Stuck; it goes on trying
 * @param stuck whether that was said
 * @param endedAt null while it is under way
 * @param outcome null while it is under way
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Operation(
        UUID uid,
        String what,
        UUID subject,
        Kind kind,
        @Nullable String namespace,
        String name,
        String part,
        String stage,
        long revision,
        Map<String, String> details,
        int tries,
        String message,
        String startedBy,
        Instant startedAt,
        Instant stageSince,
        Instant deadline,
        boolean stuck,
        @Nullable Instant endedAt,
        @Nullable Outcome outcome) {

    /** How it ended. */
    public enum Outcome {
        DONE,
        FAILED,
        /** Given up, and everything is as it was before. */
        CANCELLED;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Operation {
        details = Collections.unmodifiableMap(new TreeMap<>(details));
    }

    /** One that is about to begin. */
    public static Operation begin(
            String what,
            Ref about,
            UUID subject,
            String part,
            Enum<?> stage,
            Map<String, String> details,
            String startedBy,
            Instant now,
            Instant deadline) {
        return new Operation(
                UUID.randomUUID(),
                what,
                subject,
                about.kind(),
                about.namespace(),
                about.name(),
                part,
                word(stage),
                1,
                details,
                0,
                "begins",
                startedBy,
                now,
                now,
                deadline,
                false,
                null,
                null);
    }

    /** As a stage is stored and shown. */
    public static String word(Enum<?> stage) {
        return stage.name().toLowerCase(Locale.ROOT);
    }

    /** The resource that it is about. */
    public Ref about() {
        return new Ref(kind, namespace, name);
    }

    @JsonIgnore
    public boolean ended() {
        return endedAt != null;
    }

    /** What people call it: {@code rotation of write}. */
    public String title() {
        return what.toLowerCase(Locale.ROOT) + (part.isEmpty() ? "" : " of " + part);
    }

    public Operation at(Enum<?> other, String why, Instant now) {
        return new Operation(
                uid,
                what,
                subject,
                kind,
                namespace,
                name,
                part,
                word(other),
                revision,
                details,
                0,
                why,
                startedBy,
                startedAt,
                now,
                deadline,
                stuck,
                endedAt,
                outcome);
    }

    public Operation saying(String why, int failures) {
        return new Operation(
                uid,
                what,
                subject,
                kind,
                namespace,
                name,
                part,
                stage,
                revision,
                details,
                failures,
                why,
                startedBy,
                startedAt,
                stageSince,
                deadline,
                stuck,
                endedAt,
                outcome);
    }

    public Operation with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(details);
        all.putAll(more);
        return new Operation(
                uid,
                what,
                subject,
                kind,
                namespace,
                name,
                part,
                stage,
                revision,
                all,
                tries,
                message,
                startedBy,
                startedAt,
                stageSince,
                deadline,
                stuck,
                endedAt,
                outcome);
    }

    public Operation overdue() {
        return new Operation(
                uid,
                what,
                subject,
                kind,
                namespace,
                name,
                part,
                stage,
                revision,
                details,
                tries,
                message,
                startedBy,
                startedAt,
                stageSince,
                deadline,
                true,
                endedAt,
                outcome);
    }

    public Operation over(Outcome how, String why, Instant now) {
        return new Operation(
                uid,
                what,
                subject,
                kind,
                namespace,
                name,
                part,
                stage,
                revision,
                details,
                tries,
                why,
                startedBy,
                startedAt,
                stageSince,
                deadline,
                stuck,
                now,
                how);
    }
}
