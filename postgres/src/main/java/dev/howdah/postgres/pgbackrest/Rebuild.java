package dev.howdah.postgres.pgbackrest;

import dev.howdah.postgres.jobs.Job;
import dev.howdah.postgres.jobs.Jobs;
import dev.howdah.postgres.local.Disk;
import dev.howdah.postgres.local.LocalPostgres;
import dev.howdah.postgres.local.Rebirth;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Progress;
import dev.howdah.spi.Trouble;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Brings a whole cluster back: restored beside, moved in, replayed, on a timeline of its own. */
record Rebuild(LocalPostgres server, Stanza stanza, List<Repo> repos, Optional<Instant> to, String job) {

    private static final DateTimeFormatter TARGET =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS'+00'").withZone(ZoneOffset.UTC);

    Progress step(Jobs jobs) {
        Rebirth birth = server.rebirth();
        if (jobs.look(job).isEmpty()) {
            repos.forEach(r -> r.ready(true, stanza.user()));
            birth.begin();
        }
        return switch (jobs.run(job, () -> restore(birth))) {
            case Job.State.Running(var log) -> new Progress.Running("restoring" + share(PgBackRest.tail(log)), 0, 0);
            case Job.State.Lost lost -> {
                jobs.forget(job);
                yield new Progress.Running("the restore was interrupted: it begins again", 0, 0);
            }
            case Job.State.Ended ended -> {
                if (!ended.ok()) {
                    throw RestTrouble.of(
                            "bring cluster " + stanza.name() + " back",
                            Disk.read(ended.log()).orElse(""),
                            repos);
                }
                if (birth.cutOff()) {
                    jobs.forget(job);
                    yield new Progress.Running("the server was killed before it was there: it begins again", 0, 0);
                }
                yield live(birth);
            }
        };
    }

    private Progress live(Rebirth birth) {
        birth.moveIn();
        try {
            if (!birth.start() || !birth.end()) {
                return new Progress.Running("replaying what was written since the backup", 0, 0);
            }
        } catch (Trouble t) {
            if (birth.cutOff()) {
                return new Progress.Running("the server was killed before it was there", 0, 0);
            }
            throw t.sentence().contains("before configured recovery target was reached")
                    ? new Trouble(
                            Reason.FAILED,
                            "the repositories hold nothing of as late as "
                                    + to.map(Instant::toString).orElse("that")
                                    + ": name an earlier time, or none for the latest")
                    : t;
        }
        return new Progress.Ended(Map.of("to", to.map(Instant::toString).orElse("latest")));
    }

    private Job restore(Rebirth birth) {
        var options = new ArrayList<>(List.of(
                "--pg1-path=" + birth.unborn(),
                "--log-level-console=detail",
                "--recovery-option=restore_command=" + fetch()));
        to.ifPresentOrElse(
                t -> options.addAll(List.of("--type=time", "--target=" + TARGET.format(t), "--target-action=promote")),
                () -> options.add("--target-timeline=latest"));
        return stanza.job("restore", options.toArray(String[]::new));
    }

    /** pgBackRest's own would name the directory that the data is in only while it is restored. */
    private String fetch() {
        var line = new ArrayList<>(stanza.line("archive-get"));
        String command = line.stream()
                .map(w -> "'" + w.replace("'", "'\\''").replace("%", "%%") + "'")
                .collect(Collectors.joining(" "));
        // pgBackRest puts it between quotes as it is
        return (command + " %f \"%p\"").replace("\\", "\\\\").replace("'", "''");
    }

    private static String share(String log) {
        var m = java.util.regex.Pattern.compile("DETAIL: restore file .* \\([^,()]+, ([0-9.]+)%\\)")
                .matcher(log);
        String share = "";
        while (m.find()) {
            share = ": " + m.group(1) + " %";
        }
        return share;
    }
}
