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
import java.util.function.Consumer;
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

    /** What fills a new database from a dump. */
    public static final String SEED = "Seed";

    /** A detail that marks what fills a new database. */
    public static final String FILLS = "fills";

    /** A detail that is there while nobody else may touch the database that is filled. */
    public static final String ALONE = "alone";

    /** A detail of what pauses its source: the cluster that it is on. */
    public static final String PAUSES = "pauses";

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

    /** Whether it fills a new database, in which nobody may log in until it is over. */
    @JsonIgnore
    public boolean fills() {
        return details.containsKey(FILLS);
    }

    /** Whether turns leave the database alone for now. */
    @JsonIgnore
    public boolean alone() {
        return !ended() && details.containsKey(ALONE);
    }

    /** What people call it: {@code rotation of write}, {@code full backup}. */
    public String title() {
        if (what.equals("Backup")) {
            return part.equals("verify") ? "verification of backups" : part.equals("dump") ? part : part + " backup";
        }
        return what.toLowerCase(Locale.ROOT) + (part.isEmpty() ? "" : " of " + part);
    }

    public Operation at(Enum<?> other, String why, Instant now) {
        return but(o -> {
            o.stage = word(other);
            o.tries = 0;
            o.message = why;
            o.stageSince = now;
        });
    }

    public Operation saying(String why, int failures) {
        return but(o -> {
            o.tries = failures;
            o.message = why;
        });
    }

    public Operation with(Map<String, String> more) {
        return but(o -> o.details.putAll(more));
    }

    public Operation overdue() {
        return but(o -> o.stuck = true);
    }

    public Operation over(Outcome how, String why, Instant now) {
        return but(o -> {
            o.message = why;
            o.endedAt = now;
            o.outcome = how;
        });
    }

    /** A copy in which some of what changes is otherwise. */
    private Operation but(Consumer<Edit> edit) {
        Edit o = new Edit(this);
        edit.accept(o);
        return new Operation(
                uid,
                what,
                subject,
                kind,
                namespace,
                name,
                part,
                o.stage,
                revision,
                o.details,
                o.tries,
                o.message,
                startedBy,
                startedAt,
                o.stageSince,
                deadline,
                o.stuck,
                o.endedAt,
                o.outcome);
    }

    /** What of an operation ever changes. */
    private static final class Edit {
        private final Map<String, String> details;
        private String stage;
        private int tries;
        private String message;
        private Instant stageSince;
        private boolean stuck;
        private @Nullable Instant endedAt;
        private @Nullable Outcome outcome;

        private Edit(Operation of) {
            this.details = new HashMap<>(of.details);
            this.stage = of.stage;
            this.tries = of.tries;
            this.message = of.message;
            this.stageSince = of.stageSince;
            this.stuck = of.stuck;
            this.endedAt = of.endedAt;
            this.outcome = of.outcome;
        }
    }
}
