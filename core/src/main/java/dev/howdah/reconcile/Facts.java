package dev.howdah.reconcile;

import dev.howdah.resource.Status;
import dev.howdah.spi.PlatformAccess;
import java.util.Map;

/** Small changes to the facts of a status. */
final class Facts {

    private Facts() {}

    static Status endpoint(Status s, PlatformAccess access, String database, Map<String, String> roles) {
        return new Status(
                s.observedGeneration(),
                s.conditions(),
                s.message(),
                access.host(),
                access.readerHost(),
                access.port(),
                database,
                roles,
                s.extensions(),
                s.sizeBytes(),
                s.version(),
                s.dataDir(),
                s.caFile(),
                s.pid());
    }

    /** Sizes are rounded to 64 KiB, so that a busy database does not rewrite its status at every look. */
    static Status size(Status s, long bytes) {
        return new Status(
                s.observedGeneration(),
                s.conditions(),
                s.message(),
                s.endpoint(),
                s.readerEndpoint(),
                s.port(),
                s.database(),
                s.roles(),
                s.extensions(),
                (bytes + 32_768) / 65_536 * 65_536,
                s.version(),
                s.dataDir(),
                s.caFile(),
                s.pid());
    }

    static Status extensions(Status s, Map<String, String> extensions) {
        return new Status(
                s.observedGeneration(),
                s.conditions(),
                s.message(),
                s.endpoint(),
                s.readerEndpoint(),
                s.port(),
                s.database(),
                s.roles(),
                extensions,
                s.sizeBytes(),
                s.version(),
                s.dataDir(),
                s.caFile(),
                s.pid());
    }
}
