package dev.howdah.postgres.local;

import dev.howdah.resource.Reason;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Why PostgreSQL did not start: the last lines that it wrote, and what to do about them. */
final class StartTrouble {

    private static final int LINES = 6;

    private StartTrouble() {}

    static Trouble of(LocalDir dir, int port) {
        String said = lastLines(dir);
        return of("PostgreSQL in " + dir.root() + " did not start", said, port);
    }

    static Trouble of(String what, String said, int port) {
        if (said.contains("No space left on device")) {
            return new Trouble(Reason.DISK_FULL, what + ": no space left on the disk");
        }
        return new Trouble(Reason.START_FAILED, what + hint(said, port) + ". It said:\n" + said);
    }

    private static String hint(String said, int port) {
        if (said.contains("Address already in use")) {
            return ": port " + port + " is taken"
                    + Processes.listener(port).map(who -> " by " + who).orElse("")
                    + "; stop that, or give the cluster another spec.local.port";
        }
        if (said.contains("could not map anonymous shared memory") || said.contains("Cannot allocate memory")) {
            return ": there is not enough memory; set shared_buffers lower in custom.conf";
        }
        if (said.contains("incompatible with server")) {
            return ": its data was made by another major version";
        }
        if (said.contains("syntax error in file") || said.contains("contains errors")) {
            return ": a configuration file is wrong; look at custom.conf";
        }
        return "";
    }

    /** Of what it wrote before its log collector ran, and of its newest log. */
    private static String lastLines(LocalDir dir) {
        var lines = new ArrayList<String>();
        Disk.read(dir.startLog()).ifPresent(t -> lines.addAll(t.lines().toList()));
        if (lines.stream().anyMatch(l -> l.contains("redirecting log output"))) {
            newest(dir.log())
                    .forEach(f ->
                            Disk.read(f).ifPresent(t -> lines.addAll(t.lines().toList())));
        }
        lines.removeIf(l -> l.isBlank() || l.contains("logging collector") || l.contains("Future log output"));
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
    }

    private static List<Path> newest(Path dir) {
        try (var files = Files.list(dir)) {
            return files.max(Comparator.comparing(p -> p.toFile().lastModified())).stream()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
