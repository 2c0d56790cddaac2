package dev.howdah.postgres.dump;

import dev.howdah.postgres.jobs.Jobs;
import dev.howdah.postgres.local.Disk;
import dev.howdah.postgres.local.PgBinaries;
import dev.howdah.postgres.sql.SqlTrouble;
import dev.howdah.postgres.sql.TableCounts;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Copies;
import dev.howdah.spi.Progress;
import dev.howdah.spi.Scratches.Count;
import dev.howdah.spi.Soundness.Sum;
import dev.howdah.spi.Trouble;
import dev.howdah.spi.Twins;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Copies by pg_dump and pg_restore, each a job of its own, below the home's {@code copies}. */
public final class PgCopies implements Copies {

    /** A dump rarely has more than this part of a database, in which there are indexes and room. */
    public static final int PART = 4;

    /** At once: each has a disk, a processor or a connection to itself. */
    private static final int FILLINGS = 4;

    private static final int DUMPS = 16;

    private final Path home;
    private final Path copies;
    private final PgBinaries binaries;

    /** Dumps that are read, kept and fetched, and fillings: one that takes a day keeps no backup waiting. */
    private final Tasks shelving = new Tasks(DUMPS);

    private final Tasks tasks = new Tasks(FILLINGS);

    /** @param home prepared by {@link dev.howdah.postgres.local.LocalHome#prepare} */
    public PgCopies(Path home, PgBinaries binaries) {
        this.home = home;
        this.copies = home.resolve("copies");
        this.binaries = binaries;
    }

    @Override
    public Progress dump(UUID work, From from, int jobs) {
        return new Dumping(home, binaries, place(work), from, jobs).progress();
    }

    @Override
    public Progress load(UUID work, Into into, int jobs) {
        return new Loading(binaries, place(work), into, jobs).progress();
    }

    @Override
    public Optional<String> refused(String script) {
        return Borders.refused(script);
    }

    @Override
    public Progress read(UUID work) {
        return new Reading(binaries, place(work), shelving).progress();
    }

    @Override
    public long bytes(Into into) {
        return TargetLook.bytes(into);
    }

    @Override
    public List<Count> counts(Into into) {
        try (var session = TenantSession.open(into)) {
            Connection c = session.connection();
            try (var s = c.createStatement()) {
                s.execute("SET statement_timeout = 0; SET search_path = pg_catalog, pg_temp; SET row_security = off");
            }
            c.setNetworkTimeout(Runnable::run, 0);
            return TableCounts.of(c);
        } catch (SQLException e) {
            throw SqlTrouble.of(e, "count the rows of " + into.database());
        }
    }

    @Override
    public Map<String, Sum> sums(UUID work) {
        return RowSums.kept(place(work).archive());
    }

    @Override
    public Map<String, Sum> sums(UUID work, Into into) {
        return RowSums.loaded(Prepared.read(place(work).archive().resolve(Prepared.TOC)), into);
    }

    @Override
    public Optional<String> ask(Into into, String sql, Duration atMost) {
        try (var session = TenantSession.open(into);
                var s = session.connection().createStatement()) {
            s.setEscapeProcessing(false);
            s.execute(
                    "SET default_transaction_read_only = on; SET search_path = \"$user\", public; SET statement_timeout = "
                            + atMost.toMillis());
            session.connection().setNetworkTimeout(Runnable::run, (int)
                    atMost.plusSeconds(10).toMillis());
            try (var r = s.executeQuery(sql)) {
                return r.next() ? Optional.of(String.valueOf(r.getString(1))) : Optional.empty();
            }
        } catch (SQLException e) {
            throw new Trouble(Reason.FAILED, "PostgreSQL says: " + e.getMessage(), e);
        }
    }

    /** Work of this process for dumps; {@link #forget} ends it. */
    Tasks shelving() {
        return shelving;
    }

    /** What an archive says of its rows; empty: nothing. */
    Optional<List<Count>> rows(UUID work) {
        return Reading.kept(place(work).archive());
    }

    /** Where notes on a work can be kept that go with it. */
    Path notes(UUID work) {
        return place(work).root();
    }

    /** Whether the archive of a work is whole. */
    boolean whole(UUID work) {
        return Files.exists(place(work).about());
    }

    @Override
    public void script(UUID work, Into into, String sql) {
        Script.run(new Ending(place(work).jobs().dir("script").resolve("transaction")), into, sql);
    }

    /** Where the archive of a work is, or may be put: a directory as pg_dump writes it, with what {@link #dump} adds. */
    public Path archive(UUID work) {
        return place(work).archive();
    }

    /** Work of this process for fillings; {@link #forget} ends it. */
    public Tasks tasks() {
        return tasks;
    }

    /** A directory for what a filling needs; it goes with the work. */
    public Path directory(UUID work) {
        Workplace place = place(work);
        place.jobs().dir(Workplace.DUMP);
        return place.seed();
    }

    /**
     * Fills an empty database from an archive that was put in its place, by whomever it was made.
     *
     * @see #archive
     */
    public Progress seed(UUID work, Into into, int jobs) {
        Workplace place = place(work);
        if (!Files.exists(place.load().resolve(Prepared.READY))) {
            Progress prepared = tasks.look(work, "prepare an archive", meter -> {
                Prepared.make(place, into, meter);
                return Map.of();
            });
            if (prepared instanceof Progress.Running) {
                return prepared;
            }
        }
        return load(work, into, jobs);
    }

    /** Fills an empty database from a plain dump, all in one transaction. */
    public Progress plain(UUID work, Into into, PlainText text) {
        return new PlainLoad(place(work), into, text).progress(tasks);
    }

    @Override
    public Twins twins() {
        return new PgTwins(tasks);
    }

    @Override
    public void forget(UUID work) {
        shelving.end(work);
        tasks.end(work);
        Workplace place = place(work);
        Jobs jobs = place.jobs();
        for (String job : jobs.names()) {
            jobs.forget(job);
        }
        Disk.deleteTree(place.root());
    }

    @Override
    public List<UUID> left() {
        List<UUID> left = new ArrayList<>();
        for (String name : new Jobs(copies).names()) {
            if (name.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")) {
                left.add(UUID.fromString(name));
            }
        }
        return left;
    }

    @Override
    public Optional<String> missing(int major) {
        return binaries.clients("pg_dump", major).isPresent() ? Optional.empty() : Optional.of(lacking(major));
    }

    static String lacking(int major) {
        return "this machine has no pg_dump for PostgreSQL " + major + ": install postgresql-client-" + major;
    }

    private Workplace place(UUID work) {
        return Workplace.of(copies, work);
    }
}
