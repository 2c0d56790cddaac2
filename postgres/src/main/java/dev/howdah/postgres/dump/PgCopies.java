package dev.howdah.postgres.dump;

import dev.howdah.postgres.jobs.Jobs;
import dev.howdah.postgres.local.PgBinaries;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Copies;
import dev.howdah.spi.Progress;
import dev.howdah.spi.Trouble;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Copies by pg_dump, pg_restore and psql, each a job of its own. */
public final class PgCopies implements Copies {

    private final Jobs jobs;
    private final PgBinaries binaries;

    /** @param home prepared by {@link dev.howdah.postgres.local.LocalHome#prepare} */
    public PgCopies(Path home, PgBinaries binaries) {
        this.jobs = new Jobs(home.resolve("copies"));
        this.binaries = binaries;
    }

    @Override
    public Progress dump(UUID work, From from, int jobs) {
        throw new Trouble(Reason.FAILED, "not built");
    }

    @Override
    public Progress load(UUID work, Into into, int jobs) {
        throw new Trouble(Reason.FAILED, "not built");
    }

    @Override
    public void script(Into into, String sql) {
        throw new Trouble(Reason.FAILED, "not built");
    }

    @Override
    public void forget(UUID work) {
        jobs.forget(work.toString());
    }

    @Override
    public List<UUID> left() {
        return jobs.names().stream().map(UUID::fromString).toList();
    }

    @Override
    public Optional<String> missing(int major) {
        return binaries.client("pg_dump", major).isPresent()
                ? Optional.empty()
                : Optional.of(
                        "this machine has no pg_dump for PostgreSQL " + major + ": install postgresql-client-" + major);
    }
}
