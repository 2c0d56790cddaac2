package dev.howdah.postgres.pgbackrest;

import dev.howdah.postgres.jobs.Job;
import dev.howdah.postgres.local.Disk;
import dev.howdah.postgres.local.OsUser;
import dev.howdah.postgres.local.Run;
import dev.howdah.postgres.local.Site;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A cluster as pgBackRest knows it: the stanza bears its name. {@code config} says where its repositories are and what
 * opens them; nothing of that is ever on a command line.
 *
 * @param root of the cluster
 * @param config {@code pgbackrest.conf}, there once backups were prepared; only {@code user} and root can read it
 * @param user that runs pgBackRest, PostgreSQL's own
 */
public record Stanza(String name, Path root, Path config, OsUser user) {

    private static final List<Path> PLACES =
            List.of(Path.of("/usr/bin/pgbackrest"), Path.of("/usr/local/bin/pgbackrest"));

    /** Of a cluster on this machine. */
    public static Stanza of(Site site) {
        return new Stanza(site.name(), site.root(), site.archiver().config(), site.user());
    }

    /** The program; empty: it is not on this machine. */
    public static Optional<Path> program() {
        return PLACES.stream().filter(Files::isExecutable).findFirst();
    }

    /** Where logs, locks, the spool and notes are; owned by {@link #user}. */
    public Path dir() {
        return root.resolve("pgbackrest");
    }

    /**
     * The command line of one command, to be run as {@link #user}.
     *
     * @throws Trouble BACKUPS_OFF when there is no such program
     */
    public List<String> line(String command, String... options) {
        var line = new ArrayList<>(
                List.of(program().orElseThrow(Stanza::absent).toString(), "--config=" + config, "--stanza=" + name));
        line.addAll(List.of(options));
        line.add(command);
        return line;
    }

    /** The same as a job. */
    public Job job(String command, String... options) {
        return new Job(line(command, options), Map.of(), user);
    }

    /** Runs a command that takes a second or two, and waits for its end. */
    public Run.Ended run(String command, String... options) {
        try {
            return Run.program(user.command(Map.of(), line(command, options)), Map.of());
        } catch (IOException e) {
            throw Disk.trouble("run pgbackrest", e);
        }
    }

    static Trouble absent() {
        return new Trouble(Reason.BACKUPS_OFF, ABSENT);
    }

    static final String ABSENT =
            "pgbackrest is not on this machine: install it (apt-get install pgbackrest), or ./howdah up --install";
}
