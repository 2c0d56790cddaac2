package dev.howdah.spi;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A backup that there is.
 *
 * @param cluster uid of the cluster
 * @param order uid of the database that it is of; null: all of the cluster
 * @param namespace of that database
 * @param name of that database
 * @param engine {@code pgbackrest}, {@code pg_dump}
 * @param label as the engine names it; with the repository it is one backup of a cluster or database
 * @param repository 1 for the first of the cluster's spec
 * @param bytes of what was backed up
 * @param stored bytes that it takes where it is
 * @param checksum of it as a whole; null: the engine has its own
 * @param checkedAt when it was last read and found to be as its checksums say; null: never
 * @param trouble what is wrong with it; null: nothing
 * @param details such as where it is
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Backup(
        UUID uid,
        UUID cluster,
        String clusterName,
        @Nullable UUID order,
        @Nullable String namespace,
        @Nullable String name,
        String engine,
        String label,
        Type type,
        int repository,
        Instant startedAt,
        Instant endedAt,
        long bytes,
        long stored,
        @Nullable String checksum,
        @Nullable Instant checkedAt,
        @Nullable String trouble,
        Map<String, String> details) {

    /** What it holds. */
    public enum Type {
        /** Everything. */
        FULL,
        /** What changed since the last full one. */
        DIFF,
        /** What changed since the last one of any sort. */
        INCR,
        /** One database. */
        DUMP,
        /** One database, before it was dropped. */
        LAST;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Backup {
        details = Collections.unmodifiableMap(new TreeMap<>(details));
    }

    /** The same, after it was read. */
    public Backup checked(Instant at, @Nullable String found) {
        return new Backup(
                uid,
                cluster,
                clusterName,
                order,
                namespace,
                name,
                engine,
                label,
                type,
                repository,
                startedAt,
                endedAt,
                bytes,
                stored,
                checksum,
                at,
                found,
                details);
    }

    /** One of a whole cluster, as its engine tells of it. */
    public static Backup of(UUID cluster, String clusterName, String engine, BackupEngine.Backup b) {
        return new Backup(
                UUID.randomUUID(),
                cluster,
                clusterName,
                null,
                null,
                null,
                engine,
                b.label(),
                Type.valueOf(b.type().name()),
                b.repository(),
                b.startedAt(),
                b.endedAt(),
                b.bytes(),
                b.stored(),
                null,
                null,
                b.error(),
                Map.of());
    }
}
