package dev.howdah.postgres.scratch;

import dev.howdah.postgres.jobs.Job;
import dev.howdah.postgres.jobs.Jobs;
import dev.howdah.postgres.local.Disk;
import dev.howdah.postgres.local.OsUser;
import dev.howdah.resource.ByteSize;
import dev.howdah.resource.Json;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Progress;
import dev.howdah.spi.Scratches.Wish;
import dev.howdah.spi.Trouble;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Restores files of a backup into a scratch server's directory. */
record Fetch(ScratchDir dir, OsUser user, Stanza stanza) {

    /** Bytes for the log, and for what a server needs besides its files. */
    static final long ROOM = 64L << 20;

    private static final String JOB = "fetch";

    /** @param chosen what was chosen before; empty: nothing */
    Progress progress(Optional<Choice> chosen, Wish wish) {
        Jobs jobs = new Jobs(dir.jobs());
        Choice choice = chosen.orElseGet(() -> choose(wish));
        Job.State state = jobs.run(JOB, () -> {
            dir.emptied(user);
            return new Job(command(choice), Map.of(), user);
        });
        return switch (state) {
            case Job.State.Running(Path log) -> {
                long bytes = dir.bytes(choice.databases(), choice.whole());
                yield new Progress.Running("restoring files of backup " + choice.label(), bytes, choice.bytes());
            }
            case Job.State.Ended(int code, Path log)
            when code == 0 ->
                new Progress.Ended(Map.of("label", choice.label(), "bytes", Long.toString(choice.bytes())));
            case Job.State.Ended(int code, Path log) -> {
                String said = Repository.said(Disk.read(log).orElse(""));
                jobs.forget(JOB);
                if (code >= 128) {
                    yield anew(choice);
                }
                throw bad(choice, said);
            }
            case Job.State.Lost(Path log) -> {
                jobs.forget(JOB);
                yield anew(choice);
            }
        };
    }

    /** What was cut off may not have been able to say that it found no room. */
    private Progress anew(Choice choice) {
        Disks.refuseFull(needs(choice), dir.root());
        return new Progress.Running("restoring files was cut off and begins anew", 0, choice.bytes());
    }

    private static String needs(Choice choice) {
        return "restoring takes " + ByteSize.shown(choice.bytes() + ROOM);
    }

    private Choice choose(Wish wish) {
        Repository repository = new Repository(stanza, user);
        Repository.Backup backup = repository.before(wish.moment(), dir.bad());
        Choice choice = Choice.of(backup, repository.manifest(backup), wish);
        long free = Disks.free(dir.root());
        if (choice.bytes() + ROOM > free) {
            throw new Trouble(
                    Reason.DISK_FULL,
                    needs(choice) + " in " + dir.root() + ", and " + ByteSize.shown(free) + " are free");
        }
        Disk.write(dir.choice(), Json.write(choice), Disk.PRIVATE, OsUser.self());
        return choice;
    }

    /** A backup that is damaged is not tried again: the log behind an older one leads to the same moment. */
    private Trouble bad(Choice choice, String said) {
        String what = "can't restore files of backup " + choice.label() + ": " + said;
        // pgBackRest does not say that the disk is full, only that it can't write
        Disks.refuseFull(needs(choice), dir.root());
        if (Repository.damaged(said)) {
            dir.bad(choice.label(), said);
        }
        return new Trouble(Reason.FAILED, what);
    }

    private List<String> command(Choice choice) {
        int processes = Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors()));
        var options = new ArrayList<>(List.of(
                "--repo=" + choice.repository(),
                "--set=" + choice.label(),
                "--pg1-path=" + dir.data(),
                "--lock-path=" + dir.lock(),
                "--tablespace-map-all=" + dir.tablespaces(),
                "--archive-mode=off",
                // by default what is damaged, or finds no room, is tried for half a minute
                "--job-retry=1",
                "--job-retry-interval=0",
                "--process-max=" + processes));
        if (!choice.whole()) {
            choice.left().forEach(oid -> options.add("--db-exclude=" + oid));
        }
        options.add("restore");
        return Repository.command(stanza, options);
    }
}
