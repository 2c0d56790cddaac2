package dev.howdah.spi;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a drill found.
 *
 * @param order uid of the database
 * @param cluster name of its cluster
 * @param at when it ended
 * @param millis how long it took, from the beginning of the restore to the last check
 * @param point the time that was restored; null: it did not come that far
 * @param message for people: {@code restored OK in 42 s}
 * @param details such as what was counted
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RestoreTest(
        UUID uid,
        UUID order,
        String namespace,
        String name,
        String cluster,
        Instant at,
        long millis,
        boolean ok,
        @Nullable Instant point,
        String message,
        Map<String, String> details) {

    public RestoreTest {
        details = Collections.unmodifiableMap(new TreeMap<>(details));
    }
}
