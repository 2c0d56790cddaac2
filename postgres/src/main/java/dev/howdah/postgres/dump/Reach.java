package dev.howdah.postgres.dump;

import dev.howdah.postgres.local.Disk;
import dev.howdah.postgres.local.OsUser;
import dev.howdah.spi.PlatformAccess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** How libpq's programs reach a server: what their environment says, none of it secret. */
record Reach(Map<String, String> environment) {

    private static final String PASSWORDS = "passwords";
    private static final String CA = "ca.pem";

    /** Where distributions keep the certificates that they trust; libpq finds them by itself from 16 on only. */
    private static final Optional<Path> SYSTEM = Stream.of(
                    Path.of("/etc/ssl/certs/ca-certificates.crt"), Path.of("/etc/pki/tls/certs/ca-bundle.crt"))
            .filter(Files::isReadable)
            .findFirst();

    Reach {
        environment = Map.copyOf(environment);
    }

    /**
     * A server, as a login, by private files in a private directory.
     *
     * @param dir where the password is while the program runs
     */
    static Reach of(PlatformAccess access, DumpLogin login, String database, Path dir) {
        var environment = common(access.host(), access.port(), login.name(), database);
        environment.put("PGPASSFILE", put(dir, PASSWORDS, login.passwordLine()));
        environment.put("PGSSLMODE", access.sslmode());
        if (access.caPem().isPresent()) {
            environment.put("PGSSLROOTCERT", put(dir, CA, access.caPem().get()));
        } else if (access.sslmode().startsWith("verify")) {
            environment.put("PGSSLROOTCERT", SYSTEM.map(Path::toString).orElse("system"));
        }
        return new Reach(environment);
    }

    /** A server that listens on a socket which nobody else can reach. */
    static Reach socket(Path directory, int port, String user, String database) {
        return new Reach(common(directory.toString(), port, user, database));
    }

    private static Map<String, String> common(String host, int port, String user, String database) {
        return new TreeMap<>(Map.of(
                "PGHOST",
                host,
                "PGPORT",
                Integer.toString(port),
                "PGUSER",
                user,
                "PGDATABASE",
                database,
                "PGGSSENCMODE",
                "disable",
                "PGAPPNAME",
                "howdah copy",
                "PGCONNECT_TIMEOUT",
                "10"));
    }

    private static String put(Path dir, String name, String text) {
        Path file = dir.resolve(name);
        Disk.write(file, text, Disk.PRIVATE, OsUser.self());
        return file.toString();
    }

    /** Takes away what {@link #of} left. */
    static void clear(Path dir) {
        Disk.delete(dir.resolve(PASSWORDS));
        Disk.delete(dir.resolve(CA));
    }
}
