package dev.howdah.postgres.dump;

import dev.howdah.postgres.jobs.Job;
import dev.howdah.postgres.local.Disk;
import dev.howdah.postgres.local.OsUser;
import dev.howdah.postgres.local.PgBin;
import dev.howdah.postgres.local.PgBinaries;
import dev.howdah.postgres.sql.Couriers;
import dev.howdah.postgres.sql.Literal;
import dev.howdah.postgres.sql.Sessions;
import dev.howdah.postgres.sql.SqlTrouble;
import dev.howdah.resource.ByteSize;
import dev.howdah.resource.PgNames;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Copies.From;
import dev.howdah.spi.PlatformAccess;
import dev.howdah.spi.Progress;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One archive that is being made. */
record Dumping(Path home, PgBinaries binaries, Workplace place, From from, int jobs) {

    /** Others need room meanwhile, and the database itself is there once more. */
    private static final int ROOMY = 4;

    private static final String ABOUT = "about.json";

    /** What is written of times says where it is meant; one zone for all, so that dumps can be compared with databases. */
    static final String ZONE = "UTC";

    /** Says that pg_dump was built without zstd. */
    private static final String GZIP = "gzip";

    Progress progress() {
        if (Files.exists(place.about())) {
            return new Progress.Ended(Map.of("bytes", Long.toString(Workplace.bytes(place.archive()))));
        }
        Optional<Job.State> state = place.jobs().look(Workplace.DUMP);
        if (state.isEmpty()) {
            return begin();
        }
        return switch (state.get()) {
            case Job.State.Running r -> running();
            case Job.State.Lost l -> {
                place.jobs().forget(Workplace.DUMP);
                yield begin();
            }
            case Job.State.Ended e -> ended(e);
        };
    }

    private Progress running() {
        Path dir = place.root().resolve(Workplace.DUMP);
        long total = Disk.read(dir.resolve(ABOUT))
                .map(About::parse)
                .map(About::bytes)
                .orElse(0L);
        long done = Workplace.bytes(place.archive());
        return new Progress.Running(
                "dumping: " + ByteSize.shown(done) + " written of a database of " + ByteSize.shown(total)
                        + Sizes.rate(done, Workplace.age(dir)),
                done,
                total);
    }

    private Progress ended(Job.State.Ended ended) {
        Path dir = place.root().resolve(Workplace.DUMP);
        if (ended.ok()) {
            leave();
            // the archive is whole once it has this
            Disk.write(place.about(), Disk.read(dir.resolve(ABOUT)).orElse("{}"), Disk.PRIVATE, OsUser.self());
            return progress();
        }
        String said = Disk.read(ended.log()).orElse("");
        place.jobs().forget(Workplace.DUMP);
        if (said.contains("does not support compression")) {
            Disk.write(place.root().resolve(GZIP), "", Disk.PRIVATE, OsUser.self());
            return begin();
        }
        leave();
        throw failed(said);
    }

    private Trouble failed(String said) {
        String what = "the dump of " + database();
        if (Said.full(said)) {
            return new Trouble(Reason.DISK_FULL, what + " does not fit: no space left on the disk");
        }
        if (Said.passes(said)) {
            return new Trouble(Reason.CLUSTER_UNREACHABLE, what + " was cut off: " + Said.error(said));
        }
        return new Trouble(
                Reason.FAILED,
                what + " failed: " + Said.error(said)
                        + (said.contains("row-level security policy") ? " (" + PgDump.FORCED + ")" : ""));
    }

    private Progress begin() {
        About about = about();
        Disk.directory(place.root(), Disk.PRIVATE_DIR, OsUser.self());
        room(about);
        PgBin programs = binaries.clients("pg_dump", about.major())
                .orElseThrow(() -> new Trouble(Reason.FAILED, PgCopies.lacking(about.major())));
        Path dir = place.jobs().dir(Workplace.DUMP);
        Disk.deleteTree(place.archive());
        Disk.write(dir.resolve(ABOUT), about.json(), Disk.PRIVATE, OsUser.self());
        Reach reach = reach(dir);
        var environment = new TreeMap<>(reach.environment());
        environment.put("PGTZ", ZONE);
        // whatever the database says: hashes of rows are compared with those of a copy
        environment.put("PGOPTIONS", "-c bytea_output=hex -c lc_monetary=C");
        place.jobs().run(Workplace.DUMP, () -> new Job(command(programs, about), environment, OsUser.self()));
        return running();
    }

    private List<String> command(PgBin programs, About about) {
        boolean zstd = programs.major() >= 16 && !Files.exists(place.root().resolve(GZIP));
        var command = new ArrayList<>(List.of(
                programs.dir().resolve("pg_dump").toString(),
                "--format=directory",
                "--jobs=" + jobs,
                "--no-password",
                "--lock-wait-timeout=60000",
                "--compress=" + (zstd ? "zstd:1" : passing(about) ? "0" : "1"),
                "--file=" + place.archive()));
        if (from instanceof From.Scratch) {
            // passes through: after a crash of the machine it is made again
            command.add("--no-sync");
        }
        return command;
    }

    private void room(About about) {
        long free = free();
        if (free < about.bytes() / PgCopies.PART) {
            throw new Trouble(
                    Reason.DISK_FULL,
                    "a dump of " + database() + ", which has " + ByteSize.shown(about.bytes()) + ", needs up to "
                            + ByteSize.shown(about.bytes() / PgCopies.PART) + " in " + place.root() + ", and "
                            + ByteSize.shown(free) + " are free");
        }
    }

    /** It is read once and gone: where it has room as it is, gzip would only take time, twice. */
    private boolean passing(About about) {
        return from instanceof From.Scratch && free() / ROOMY > about.bytes();
    }

    private long free() {
        try {
            return Files.getFileStore(place.root()).getUsableSpace();
        } catch (IOException e) {
            throw Disk.trouble("look at " + place.root(), e);
        }
    }

    private About about() {
        String query = About.query(Literal.quote(database()), Literal.quote(names().database()));
        Optional<String> json = switch (from) {
            case From.Living l -> answer(l.access(), query);
            case From.Scratch s -> ScratchReach.of(home, s.scratch()).ask(binaries, query);
        };
        return json.map(About::parse)
                .orElseThrow(() -> new Trouble(Reason.FAILED, "there is no database " + database() + " to dump"));
    }

    private static Optional<String> answer(PlatformAccess access, String query) {
        try (var c = Sessions.connect(access, access.maintenanceDatabase());
                var s = c.createStatement();
                var r = s.executeQuery(query)) {
            return r.next() ? Optional.of(r.getString(1)) : Optional.empty();
        } catch (SQLException e) {
            throw SqlTrouble.of(e, "reach cluster " + access.cluster());
        }
    }

    private Reach reach(Path dir) {
        String login = Couriers.dump(place.work());
        List<String> roles = DumpLogin.roles(names());
        return switch (from) {
            case From.Living l -> Reach.of(l.access(), DumpLogin.make(l.access(), login, roles, jobs), database(), dir);
            case From.Scratch s -> {
                var scratch = ScratchReach.of(home, s.scratch());
                scratch.login(binaries, login, roles);
                yield scratch.as(login, database());
            }
        };
    }

    /** A scratch server goes with all that is in it. */
    private void leave() {
        Reach.clear(place.root().resolve(Workplace.DUMP));
        if (from instanceof From.Living l) {
            DumpLogin.drop(l.access(), Couriers.dump(place.work()));
        }
    }

    private PgNames names() {
        return switch (from) {
            case From.Living l -> l.names();
            case From.Scratch s -> s.names();
        };
    }

    private String database() {
        return switch (from) {
            case From.Living l -> l.names().database();
            case From.Scratch s -> s.database();
        };
    }
}
