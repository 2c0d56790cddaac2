package dev.howdah.postgres.dump;

import dev.howdah.postgres.sql.Twin;
import dev.howdah.resource.PgNames;
import dev.howdah.spi.PlatformAccess;
import dev.howdah.spi.Progress;
import dev.howdah.spi.Twins;
import java.util.Optional;
import java.util.UUID;

/** Copies that PostgreSQL makes itself, each on a thread of this process. */
record PgTwins(Tasks tasks) implements Twins {

    @Override
    public Optional<String> refused(PlatformAccess access, PgNames source) {
        return Twin.refused(access, source);
    }

    @Override
    public Progress make(Wish wish) {
        return tasks.look(wish.work(), "copy a database", meter -> {
            Twin twin = new Twin(wish, what -> meter.doing(what, 0));
            meter.stopBy(twin::stop);
            return twin.make();
        });
    }

    @Override
    public void clear(UUID work, PlatformAccess access, PgNames names) {
        tasks.end(work);
        Twin.clear(work, access, names);
    }
}
