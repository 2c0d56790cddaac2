package dev.howdah.spi;

import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** Writes the last backup of a database before it is dropped. */
public interface LastDump {

    /**
     * What was written, read once more and found to be a dump.
     *
     * @param path where it is
     */
    record Written(String path, long bytes, String sha256) {}

    /**
     * Dumps a database as its admin role, so that no code of the tenant runs with the platform's rights, and verifies that
     * what was written can be read.
     *
     * @return the dump; empty when this machine has no pg_dump new enough, which the consumer is told
     * @throws Trouble DISK_FULL and the like: then nothing is dropped
     */
    Optional<Written> dump(PlatformAccess access, UUID uid, String database, String admin, Consumer<String> note);
}
