package dev.howdah.postgres.local;

import dev.howdah.resource.Reason;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds PostgreSQL's programs: in the directory that was named, else the newest of the system's, else the embedded
 * ones, which are unpacked into the home.
 */
public final class PgBinaries {

    private static final Path SYSTEM = Path.of("/usr/lib/postgresql");

    private final Optional<Path> named;
    private final Path system;
    private final EmbeddedPg embedded;

    /**
     * @param home prepared by {@link LocalHome#prepare}
     * @param named {@code --postgres-bin}
     */
    public PgBinaries(Path home, Optional<Path> named) {
        this(named, SYSTEM, new EmbeddedPg(home.resolve(LocalHome.POSTGRESQL)));
    }

    PgBinaries(Optional<Path> named, Path system, EmbeddedPg embedded) {
        this.named = named.map(Path::toAbsolutePath);
        this.system = system;
        this.embedded = embedded;
    }

    /**
     * For a new server.
     *
     * @throws Trouble START_FAILED when there are none
     */
    public PgBin newest() {
        if (named.isPresent()) {
            return atNamed();
        }
        return installed()
                .findFirst()
                .or(embedded::bin)
                .orElseThrow(() -> new Trouble(
                        Reason.START_FAILED,
                        "no PostgreSQL on this machine: install it (apt-get install postgresql), or name its programs'"
                                + " directory with --postgres-bin"));
    }

    /**
     * For a server whose data was made by a major version.
     *
     * @throws Trouble START_FAILED when its programs are gone
     */
    public PgBin ofMajor(int major, Path data) {
        return named.flatMap(PgBin::at)
                .filter(b -> b.major() == major)
                .or(() -> installed().filter(b -> b.major() == major).findFirst())
                .or(() -> embedded.bin().filter(b -> b.major() == major))
                .orElseThrow(() -> new Trouble(
                        Reason.START_FAILED,
                        data + " was made by PostgreSQL " + major + ", whose programs are gone: install postgresql-"
                                + major + ", or name their directory with --postgres-bin"));
    }

    /** A client program, such as pg_dump, of this major version or a later one; the oldest that will do. */
    public Optional<Path> client(String program, int atLeast) {
        return clients(program, atLeast).map(b -> b.dir().resolve(program));
    }

    /** Where that program is, with others of its version. */
    public Optional<PgBin> clients(String program, int atLeast) {
        return Stream.concat(named.stream(), systemDirs().stream())
                .flatMap(dir -> PgBin.with(dir, program).stream())
                .filter(b -> b.major() >= atLeast)
                .min(Comparator.comparingInt(PgBin::major));
    }

    private PgBin atNamed() {
        Path dir = named.orElseThrow();
        return PgBin.at(dir)
                .orElseThrow(() -> new Trouble(
                        Reason.START_FAILED,
                        "--postgres-bin " + dir + " does not hold initdb, pg_ctl and postgres: name the bin directory"
                                + " of a PostgreSQL, such as /usr/lib/postgresql/17/bin"));
    }

    /** The system's, newest first. */
    private Stream<PgBin> installed() {
        return systemDirs().stream()
                .flatMap(dir -> PgBin.at(dir).stream())
                .sorted(Comparator.comparingInt(PgBin::major).reversed());
    }

    private List<Path> systemDirs() {
        var found = new ArrayList<Path>();
        if (Files.isDirectory(system)) {
            try (var versions = Files.newDirectoryStream(system)) {
                versions.forEach(v -> found.add(v.resolve("bin")));
            } catch (IOException e) {
                throw Disk.trouble("list " + system, e);
            }
        }
        return found;
    }
}
