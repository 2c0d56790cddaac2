package dev.howdah.reconcile;

import dev.howdah.resource.Status;
import dev.howdah.spi.PlatformAccess;
import java.util.Map;

/** What a look tells a status of a database. */
final class Facts {

    private Facts() {}

    static Status endpoint(Status status, PlatformAccess access, String database, Map<String, String> roles) {
        return status.with(s -> {
            s.endpoint = access.host();
            s.readerEndpoint = access.readerHost();
            s.port = access.port();
            s.database = database;
            s.roles = roles;
        });
    }

    static Status roles(Status status, Map<String, String> roles) {
        return status.with(s -> s.roles = roles);
    }

    /** Sizes are rounded to 64 KiB, so that a busy database does not rewrite its status at every look. */
    static Status size(Status status, long bytes) {
        return status.with(s -> s.sizeBytes = (bytes + 32_768) / 65_536 * 65_536);
    }

    static Status extensions(Status status, Map<String, String> extensions) {
        return status.with(s -> s.extensions = extensions);
    }
}
