package dev.howdah.spi;

import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** Writes the last backup of a database before it is dropped. */
public interface LastDump {

    /**
     * Dumps a database as its admin role, so that no code of the tenant runs with the platform's rights.
     *
     * @return where the dump is; empty when this machine has no pg_dump new enough, which the consumer is told
     * @throws Trouble DISK_FULL and the like: then nothing is dropped
     */
    Optional<String> dump(PlatformAccess access, UUID uid, String database, String admin, Consumer<String> note);
}
