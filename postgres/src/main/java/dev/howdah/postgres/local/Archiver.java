package dev.howdah.postgres.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The script that PostgreSQL runs for each segment of what it has written. It lets them go until backups are prepared.
 * Once they were, its absence makes archiving fail: nothing is let go of by accident.
 *
 * @param root the server's directory
 * @param wanted whether the server archives at all
 */
public record Archiver(Path root, boolean wanted, OsUser user) {

    /** What is written is archived after this time at the latest; PostgreSQL does nothing when nothing was written. */
    public static final Duration TIMEOUT = Duration.ofSeconds(60);

    private static final String OFF = "# Written by Howdah: changes made here are lost. Nothing is archived.\nexit 0\n";

    private Path script() {
        return new LocalDir(root).archiver();
    }

    /** Whether it has to be made by whoever configures the server. */
    boolean missing() {
        return wanted && !Files.exists(script()) && !Files.exists(config());
    }

    /** The configuration of the program that archives; there from the first time on that anything is archived. */
    public Path config() {
        return root.resolve("pgbackrest.conf");
    }

    /** Has every segment handed to a script from now on; says whether that is new. */
    public boolean on(String text) {
        if (text().equals(Optional.of(text))) {
            return false;
        }
        Disk.write(script(), text, Disk.PRIVATE, user);
        return true;
    }

    /** Lets segments go from now on. */
    public void off() {
        Disk.write(script(), OFF, Disk.PRIVATE, user);
    }

    /** Whether segments go anywhere. */
    public boolean isOn() {
        return text().filter(t -> !t.equals(OFF)).isPresent();
    }

    private Optional<String> text() {
        return Disk.read(script());
    }
}
