package dev.howdah.server.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What runs where.
 *
 * @param store null while it does not answer
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ServerStatus(
        String version,
        long pid,
        Instant startedAt,
        String apiUrl,
        String home,
        String tokenFile,
        @Nullable StoreServer store,
        List<ClusterServer> clusters) {

    /** The PostgreSQL of Howdah itself. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record StoreServer(
            String host,
            int port,
            @Nullable String version,
            @Nullable Long pid,
            @Nullable String dataDir) {}

    /**
     * A registered cluster, as last seen.
     *
     * @param warning why it is not backed up; null: it is
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ClusterServer(
            String name,
            boolean ready,
            @Nullable String host,
            @Nullable Integer port,
            @Nullable Long pid,
            @Nullable String dataDir,
            @Nullable String caFile,
            @Nullable String version,
            String message,
            @Nullable String warning) {}

    public ServerStatus {
        clusters = List.copyOf(clusters);
    }
}
