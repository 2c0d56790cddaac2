package dev.howdah.resource;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What was last seen and said of a resource, one shape for every kind; fields that a kind has no use for are left out.
 *
 * @param observedGeneration the generation that the conditions speak of; 0 before the first turn
 * @param message the sentence that the last turn ended with
 * @param endpoint host of the writer
 * @param readerEndpoint host of the readers; the writer's where there are none
 * @param roles of a database: role to the login that holds it now
 * @param extensions of a database: what Howdah installed, name to version
 * @param sizeBytes of a database: bytes on disk when last looked at
 * @param version of a cluster: PostgreSQL's version, such as {@code 18.1}
 * @param dataDir of a local cluster
 * @param caFile of a local cluster: PEM of the CA that signed its certificate
 * @param pid of a local cluster: its postmaster
 * @param recoverable of a database or cluster: what can be restored, as of when the status was read
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Status(
        long observedGeneration,
        List<Condition> conditions,
        String message,
        @Nullable String endpoint,
        @Nullable String readerEndpoint,
        @Nullable Integer port,
        @Nullable String database,
        Map<String, String> roles,
        Map<String, String> extensions,
        @Nullable Long sizeBytes,
        @Nullable String version,
        @Nullable String dataDir,
        @Nullable String caFile,
        @Nullable Long pid,
        @Nullable Recoverable recoverable) {

    public static final Status NEW = new Status(
            0, List.of(), "", null, null, null, null, Map.of(), Map.of(), null, null, null, null, null, null);

    public Status {
        // left out of JSON when it is empty
        message = Objects.requireNonNullElse(message, "");
        conditions = List.copyOf(conditions);
        roles = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(roles));
        extensions = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(extensions));
    }

    /** A copy in which some fields are others. */
    public Status with(Consumer<StatusEdit> edit) {
        StatusEdit copy = new StatusEdit(this);
        edit.accept(copy);
        return copy.done();
    }

    public Optional<Condition> condition(String type) {
        return conditions.stream().filter(c -> c.type().equals(type)).findFirst();
    }

    public boolean ready() {
        return condition(Condition.READY)
                .map(c -> c.status() == Condition.Holds.True)
                .orElse(false);
    }
}
