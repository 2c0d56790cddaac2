package dev.howdah.postgres.scratch;

import dev.howdah.postgres.jobs.Job;
import dev.howdah.postgres.jobs.Jobs;
import dev.howdah.postgres.local.Disk;
import dev.howdah.postgres.local.OsUser;
import dev.howdah.resource.ByteSize;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Progress;
import dev.howdah.spi.Scratches;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Copies files that were replayed, so that the copy can be opened while they can be replayed on. A server that only paused
 * would do without, but holds the locks of whatever was going on: a table that is about to be dropped could not be read.
 */
record ViewCopy(ScratchDir dir, OsUser user) {

    static final String JOB = "copy";

    /** @return empty once they are copied */
    Optional<Progress> progress(Choice choice, long room) {
        ScratchDir view = dir.view();
        Jobs jobs = new Jobs(dir.jobs());
        Job.State state = jobs.run(JOB, () -> {
            check(choice, room);
            view.made(user).emptied(user);
            Disk.read(dir.stop()).ifPresent(lsn -> Disk.write(view.stop(), lsn, Disk.PRIVATE, OsUser.self()));
            // sparse files stay so, and where the file system shares blocks this takes none
            var copy = List.of(
                    "cp",
                    "-a",
                    "--reflink=auto",
                    "-T",
                    dir.data().toString(),
                    view.data().toString());
            return new Job(copy, Map.of(), user);
        });
        return switch (state) {
            case Job.State.Ended(int code, Path log) when code == 0 -> Optional.empty();
            case Job.State.Running r ->
                Optional.of(new Progress.Running(
                        "opening it: files are copied",
                        view.bytes(choice.databases(), choice.whole()),
                        dir.bytes(choice.databases(), choice.whole())));
            case Job.State.Ended(int code, Path log)
            when code < 128 -> {
                String said = Disk.read(log).orElse("");
                jobs.forget(JOB);
                throw new Trouble(
                        said.contains("No space left") ? Reason.DISK_FULL : Reason.FAILED,
                        "what was restored can't be copied: " + said.strip());
            }
            default -> {
                jobs.forget(JOB);
                yield Optional.of(new Progress.Running("copying files was cut off and begins anew", 0, 0));
            }
        };
    }

    private void check(Choice choice, long room) {
        try (var spaces = Files.newDirectoryStream(dir.data().resolve("pg_tblspc"))) {
            if (spaces.iterator().hasNext()) {
                throw new Scratches.NeverException(
                        "a cluster with tablespaces can't be explored; restore it --as another");
            }
            long bytes = dir.bytes(choice.databases(), choice.whole()) + room;
            long free = Files.getFileStore(dir.root()).getUsableSpace();
            if (bytes > free) {
                throw new Trouble(
                        Reason.DISK_FULL,
                        "opening it takes " + ByteSize.shown(bytes) + " more in " + dir.root() + ", and "
                                + ByteSize.shown(free) + " are free");
            }
        } catch (IOException e) {
            throw Disk.trouble("look at " + dir.data(), e);
        }
    }
}
