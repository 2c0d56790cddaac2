package dev.howdah.postgres.local;

import dev.howdah.postgres.sql.Sessions;
import dev.howdah.postgres.sql.SqlTrouble;
import dev.howdah.resource.Reason;
import dev.howdah.spi.PlatformAccess;
import dev.howdah.spi.Trouble;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The platform's own sessions on a server of this machine. */
final class Platform {

    static final String MAINTENANCE = "postgres";
    private static final Logger LOG = LoggerFactory.getLogger(Platform.class);
    private static final String HOST = "localhost";
    private static final Duration WRITING = Duration.ofMinutes(5);

    private Platform() {}

    static PlatformAccess access(String cluster, LocalDir dir, int port) {
        String password = Disk.read(dir.password())
                .map(String::strip)
                .orElseThrow(() -> new Trouble(
                        Reason.KEY_MISSING,
                        dir.password() + " is gone, and with it the platform's password: put it back from a backup"));
        return new PlatformAccess(
                cluster,
                HOST,
                HOST,
                port,
                Hba.PLATFORM,
                password,
                "verify-full",
                Disk.read(dir.ca()),
                Optional.of(Hba.LOGINS),
                MAINTENANCE,
                new PlatformAccess.Spare(() -> Disk.read(dir.nextPassword()).map(String::strip).stream()
                        .toList()),
                Optional.of(ServerConf.socketDir(dir).resolve(".s.PGSQL." + port)));
    }

    static Connection connect(PlatformAccess access, String database) {
        try {
            return Sessions.connect(access, database);
        } catch (SQLException e) {
            throw trouble(access, e);
        }
    }

    /** Such as {@code 18.1}, without what a distribution adds. */
    static String version(PlatformAccess access) {
        try (var c = connect(access, MAINTENANCE);
                var s = c.createStatement();
                var r = s.executeQuery("SHOW server_version")) {
            r.next();
            return r.getString(1).split(" ")[0];
        } catch (SQLException e) {
            throw trouble(access, e);
        }
    }

    /** Has what is not on disk yet written while the server serves; where that fails, its stop writes it. */
    static void checkpoint(PlatformAccess access) {
        try (var c = Sessions.connect(access, MAINTENANCE);
                var s = c.createStatement()) {
            c.setNetworkTimeout(Runnable::run, (int) WRITING.plusSeconds(15).toMillis());
            s.execute("SET statement_timeout = " + WRITING.toMillis());
            s.execute("CHECKPOINT");
        } catch (SQLException e) {
            LOG.debug("no checkpoint before {} is restarted: {}", access, e.getMessage());
        }
    }

    static Trouble trouble(PlatformAccess access, SQLException e) {
        return SqlTrouble.of(e, "reach cluster " + access.cluster());
    }
}
