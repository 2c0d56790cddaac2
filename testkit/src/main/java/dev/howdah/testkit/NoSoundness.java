package dev.howdah.testkit;

import dev.howdah.resource.PgNames;
import dev.howdah.spi.PlatformAccess;
import dev.howdah.spi.Progress;
import dev.howdah.spi.Soundness;
import java.util.Map;
import java.util.UUID;

/** For worlds in which nothing is restored. */
final class NoSoundness implements Soundness {

    @Override
    public Map<String, Sum> living(PlatformAccess access, UUID order, PgNames names) {
        return Map.of();
    }

    @Override
    public Map<String, Sum> restored(UUID scratch, String database) {
        return Map.of();
    }

    @Override
    public Progress amcheck(UUID scratch, String database) {
        return new Progress.Ended(Map.of());
    }
}
