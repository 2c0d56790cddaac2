package dev.howdah.spi;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How the platform itself reaches a cluster.
 *
 * @param host writer
 * @param readerHost readers, the writer where there are none
 * @param user the platform's login: a superuser or a plain CREATEROLE + CREATEDB role
 * @param password secret; never printed
 * @param sslmode as libpq spells it: {@code verify-full}
 * @param caPem certificates that the server's is checked against; empty: the system's
 * @param group role that all tenants' logins join; empty: none
 * @param maintenanceDatabase where shared catalogs are read and written
 * @param spare further passwords of the login, asked for only when the first is refused
 * @param socket of the server in this machine's file system, where this process is let in as the platform without a
 *     password; empty: there is none, or not here
 */
public record PlatformAccess(
        String cluster,
        String host,
        String readerHost,
        int port,
        String user,
        String password,
        String sslmode,
        Optional<String> caPem,
        Optional<String> group,
        String maintenanceDatabase,
        Spare spare,
        Optional<Path> socket) {

    /** How else to log in; two ways to reach a server are no different for it. */
    public record Spare(Supplier<List<String>> passwords) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Spare;
        }

        @Override
        public int hashCode() {
            return 0;
        }
    }

    /** With one password, which is the right one. */
    public PlatformAccess(
            String cluster,
            String host,
            String readerHost,
            int port,
            String user,
            String password,
            String sslmode,
            Optional<String> caPem,
            Optional<String> group,
            String maintenanceDatabase) {
        this(
                cluster,
                host,
                readerHost,
                port,
                user,
                password,
                sslmode,
                caPem,
                group,
                maintenanceDatabase,
                new Spare(List::of),
                Optional.empty());
    }

    @Override
    public String toString() {
        return user + "@" + host + ":" + port;
    }

    /** The same server, for another login, which has no way in but with its password. */
    public PlatformAccess as(String otherUser, String otherPassword) {
        return new PlatformAccess(
                cluster, host, readerHost, port, otherUser, otherPassword, sslmode, caPem, group, maintenanceDatabase);
    }

    /** The same, with passwords to try when the first is refused. */
    public PlatformAccess or(Supplier<List<String>> others) {
        return new PlatformAccess(
                cluster,
                host,
                readerHost,
                port,
                user,
                password,
                sslmode,
                caPem,
                group,
                maintenanceDatabase,
                new Spare(others),
                socket);
    }

    /** Hosts that the platform can reach, for messages. */
    public List<String> hosts() {
        return host.equals(readerHost) ? List.of(host) : List.of(host, readerHost);
    }
}
