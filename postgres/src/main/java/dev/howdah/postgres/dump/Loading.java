package dev.howdah.postgres.dump;

import dev.howdah.postgres.dump.Picked.Stage;
import dev.howdah.postgres.jobs.Job;
import dev.howdah.postgres.local.Disk;
import dev.howdah.postgres.local.OsUser;
import dev.howdah.postgres.local.PgBin;
import dev.howdah.postgres.local.PgBinaries;
import dev.howdah.resource.ByteSize;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Copies.Into;
import dev.howdah.spi.Progress;
import dev.howdah.spi.Trouble;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One archive that is being loaded, stage by stage, each a pg_restore of its own. What was cut off goes on: definitions
 * are dropped and made again, rows go where there are none, and of the rest what pg_restore has not said that it finished.
 */
record Loading(PgBinaries binaries, Workplace place, Into into, int jobs) {

    private static final String LOADED = "loaded";
    private static final String AGAIN = ".again";
    private static final String DONE = ".done";
    private static final String BASE = "base";

    Progress progress() {
        Path load = place.load();
        if (Files.exists(load.resolve(LOADED))) {
            return new Progress.Ended(Map.of(
                    "skipped", Disk.read(load.resolve(LOADED)).orElse(""), "strangers", Prepared.strangers(place)));
        }
        if (!Files.exists(load.resolve(Prepared.READY))) {
            Prepared.make(place, into);
        }
        for (Stage stage : Stage.values()) {
            if (!Files.exists(load.resolve(stage.word() + DONE)) && !over(stage)) {
                return running(stage);
            }
        }
        var settings = new RoleSettings(into, place).apply();
        DumpLogin.drop(into, place.work());
        List<String> skipped = new ArrayList<>(Prepared.skipped(place));
        skipped.addAll(settings);
        Disk.write(load.resolve(LOADED), String.join("\n", skipped), Disk.PRIVATE, OsUser.self());
        return progress();
    }

    /** Whether a stage is over; one that has not begun or was cut off begins. */
    private boolean over(Stage stage) {
        Optional<Job.State> state = place.jobs().look(stage.word());
        if (state.isEmpty()) {
            return !begin(stage);
        }
        return switch (state.get()) {
            case Job.State.Running r -> false;
            case Job.State.Lost l -> {
                cutOff(stage, Disk.read(l.log()).orElse(""));
                yield !begin(stage);
            }
            case Job.State.Ended e -> {
                String said = Disk.read(e.log()).orElse("");
                if (!e.ok()) {
                    cutOff(stage, said);
                    throw failed(said);
                }
                mark(stage, DONE);
                place.jobs().forget(stage.word());
                yield true;
            }
        };
    }

    /** What was finished is kept before the log goes. */
    private void cutOff(Stage stage, String said) {
        Finished.keep(place, stage, said);
        mark(stage, AGAIN);
        place.jobs().forget(stage.word());
    }

    private void mark(Stage stage, String what) {
        Disk.write(place.load().resolve(stage.word() + what), "", Disk.PRIVATE, OsUser.self());
    }

    /** False: there is nothing to do in it. */
    private boolean begin(Stage stage) {
        boolean again = Files.exists(place.load().resolve(stage.word() + AGAIN));
        List<Integer> ids = Prepared.ids(place, stage);
        Path dir = place.jobs().dir(stage.word());
        if (!ids.isEmpty() || stage == Stage.PRIVILEGES) {
            DumpLogin login = DumpLogin.make(into, place.work(), jobs);
            if (again) {
                TargetLook.alone(login, into.database());
            }
            foothold(stage, login);
            List<Integer> left = again ? Finished.left(place, stage, ids, login, into.database()) : ids;
            if (!left.isEmpty()) {
                start(stage, login, left, again && stage != Stage.ROWS, dir);
                return true;
            }
        }
        place.jobs().forget(stage.word());
        mark(stage, DONE);
        return false;
    }

    private void foothold(Stage stage, DumpLogin login) {
        if (stage == Stage.DEFINITIONS) {
            Prepared.skip(place, Extensions.make(Prepared.toc(place), into, login));
            Foothold.of(Prepared.toc(place), into).give(login);
        } else if (stage == Stage.PRIVILEGES) {
            Foothold.of(Prepared.toc(place), into).take(login);
        }
    }

    private void start(Stage stage, DumpLogin login, List<Integer> ids, boolean clean, Path dir) {
        if (stage == Stage.ROWS) {
            Disk.write(place.load().resolve(BASE), Long.toString(size()), Disk.PRIVATE, OsUser.self());
        }
        Path list = dir.resolve("list");
        Disk.write(list, Prepared.list(ids), Disk.PRIVATE, OsUser.self());
        Reach reach = Reach.of(into.access(), login, into.database(), dir);
        place.jobs().run(stage.word(), () -> new Job(command(stage, list, clean), reach.environment(), OsUser.self()));
    }

    private List<String> command(Stage stage, Path list, boolean clean) {
        PgBin programs = programs();
        var command = new ArrayList<>(List.of(
                programs.dir().resolve("pg_restore").toString(),
                "--dbname=dbname='" + into.database().replace("\\", "\\\\").replace("'", "\\'") + "'",
                "--no-password",
                "--exit-on-error",
                "--no-tablespaces",
                "--verbose",
                "--use-list=" + list));
        if (stage == Stage.ROWS || stage == Stage.REST) {
            // at least two: of one pg_restore does not say what it finished
            command.add("--jobs=" + Math.max(2, jobs));
        }
        if (clean) {
            command.addAll(List.of("--clean", "--if-exists"));
        }
        command.add(Prepared.archive(place).toString());
        return command;
    }

    private PgBin programs() {
        int major = Math.max(Prepared.toc(place).dumpedBy(), TargetLook.major(into));
        return binaries.clients("pg_restore", major)
                .orElseThrow(() -> new Trouble(Reason.FAILED, PgCopies.lacking(major)));
    }

    private Trouble failed(String said) {
        String what = "the copy into database " + into.database();
        if (Said.full(said)) {
            return new Trouble(Reason.DISK_FULL, what + " does not fit: no space left on the disk of its cluster");
        }
        return Said.passes(said)
                ? new Trouble(Reason.CLUSTER_UNREACHABLE, what + " was cut off: " + Said.error(said))
                : new Trouble(Reason.FAILED, what + " failed: " + Said.error(said));
    }

    private Progress running(Stage stage) {
        long total =
                Disk.read(place.about()).map(About::parse).map(About::bytes).orElse(0L);
        long size = size();
        long done = total == 0 ? size : Math.min(size, total);
        String much = total == 0 ? ByteSize.shown(size) : ByteSize.shown(done) + " of " + ByteSize.shown(total);
        String sentence = switch (stage) {
            case SCHEMAS, DEFINITIONS -> "making tables: " + much;
            case ROWS -> "copying rows: " + much + rate(size);
            case REST, PRIVILEGES -> "making indexes, constraints and privileges: " + much;
        };
        return new Progress.Running(sentence, done, total);
    }

    private String rate(long size) {
        long base = Disk.read(place.load().resolve(BASE)).map(Long::parseLong).orElse(0L);
        return Sizes.rate(size - base, Workplace.age(place.root().resolve(Stage.ROWS.word())));
    }

    private long size() {
        return TargetLook.bytes(into);
    }
}
