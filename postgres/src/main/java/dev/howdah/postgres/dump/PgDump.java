package dev.howdah.postgres.dump;

import dev.howdah.postgres.local.Disk;
import dev.howdah.postgres.local.PgBinaries;
import dev.howdah.postgres.local.Run;
import dev.howdah.postgres.sql.Sessions;
import dev.howdah.postgres.sql.SqlTrouble;
import dev.howdah.resource.PgNames;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Role;
import dev.howdah.spi.LastDump;
import dev.howdah.spi.PlatformAccess;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;

/** Last dumps by pg_dump, in its custom format, into the home's {@code dumps}. */
public final class PgDump implements LastDump {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final FileAttribute<?> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private static final FileAttribute<?> PRIVATE_DIR =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(Disk.PRIVATE_DIR));

    /** What to do about a table that nobody but a superuser can read whole. */
    static final String FORCED = "the platform's login can't pass forced row security: its owner may ALTER TABLE …"
            + " NO FORCE ROW LEVEL SECURITY";

    private final Path home;
    private final PgBinaries binaries;
    private final Clock clock;

    /** @param home prepared by {@link dev.howdah.postgres.local.LocalHome#prepare} */
    public PgDump(Path home, PgBinaries binaries, Clock clock) {
        this.home = home;
        this.binaries = binaries;
        this.clock = clock;
    }

    @Override
    public Optional<Written> dump(
            PlatformAccess access, UUID uid, String database, String admin, Consumer<String> note) {
        int major = major(access);
        Optional<Path> program = binaries.client("pg_dump", major);
        if (program.isEmpty()) {
            note.accept("there is no last dump of " + database + ", since this machine has no pg_dump for PostgreSQL "
                    + major + ": install postgresql-client-" + major + " to get one");
            return Optional.empty();
        }
        String name = database.replaceAll("[^A-Za-z0-9._-]", "_") + "-" + uid + "-" + TIME.format(clock.instant());
        Path dump = home.resolve("dumps").resolve(name + ".dump");
        Path part = dump.resolveSibling(name + ".part");
        PgNames names = new PgNames(database);
        Set<String> roles = Set.of(admin, names.role(Role.WRITE), names.role(Role.READ));
        try (var login = DumpLogin.make(access, uid, roles);
                var scratch = new Scratch(Files.createTempDirectory(home.resolve("run"), "dump", PRIVATE_DIR))) {
            // made here, so that it is nobody else's from its first byte
            Files.deleteIfExists(part);
            Files.createFile(part, PRIVATE);
            var command = List.of(
                    program.get().toString(),
                    "--format=custom",
                    "--no-password",
                    "--lock-wait-timeout=60000",
                    "--file=" + part);
            var environment = new TreeMap<>(
                    Reach.of(access, login, database, scratch.dir()).environment());
            environment.put("LC_ALL", "C");
            Run.Ended ended = Run.program(command, environment);
            if (!ended.ok()) {
                throw failed(database, ended.output());
            }
            verify(database, major, part);
            Written written = new Written(dump.toString(), Files.size(part), Manifest.sum(part));
            Files.move(part, dump, StandardCopyOption.ATOMIC_MOVE);
            return Optional.of(written);
        } catch (IOException e) {
            throw Disk.trouble("dump database " + database + " to " + dump, e);
        } finally {
            part.toFile().delete();
        }
    }

    /** A dump that can't be read is none: its table of contents is read, and that it ends where it should. */
    private void verify(String database, int major, Path dump) throws IOException {
        Optional<Path> program = binaries.client("pg_restore", major);
        if (program.isEmpty()) {
            return;
        }
        Run.Ended ended = Run.program(
                List.of(program.get().toString(), "--list", "--file=/dev/null", dump.toString()),
                Map.of("LC_ALL", "C"));
        if (!ended.ok()) {
            throw failed(database, "it can't be read: " + ended.output());
        }
    }

    private static Trouble failed(String database, String output) {
        if (output.contains("No space left on device") || output.contains("Disk quota exceeded")) {
            return new Trouble(
                    Reason.DISK_FULL, "the last dump of " + database + " does not fit: no space left on the disk");
        }
        String hint = output.contains("row-level security policy") ? " (" + FORCED + ")" : "";
        return new Trouble(
                Reason.FAILED,
                "the last dump of " + database + " failed, so it stays: "
                        + output.strip().replace("\n", "; ") + hint);
    }

    private static int major(PlatformAccess access) {
        try (var c = Sessions.connect(access, access.maintenanceDatabase())) {
            return c.getMetaData().getDatabaseMajorVersion();
        } catch (SQLException e) {
            throw SqlTrouble.of(e, "reach cluster " + access.cluster());
        }
    }

    /** A private directory for as long as pg_dump runs. */
    private record Scratch(Path dir) implements AutoCloseable {
        @Override
        public void close() {
            Disk.deleteTree(dir);
        }
    }
}
