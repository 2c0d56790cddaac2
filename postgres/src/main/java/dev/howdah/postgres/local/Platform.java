package dev.howdah.postgres.local;

import dev.howdah.resource.Reason;
import dev.howdah.spi.PlatformAccess;
import dev.howdah.spi.Trouble;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;

/** The platform's own sessions on a server of this machine. */
final class Platform {

    static final String MAINTENANCE = "postgres";
    private static final String HOST = "localhost";

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
                MAINTENANCE);
    }

    static Connection connect(LocalDir dir, PlatformAccess access, String database) {
        var properties = new Properties();
        properties.setProperty("user", access.user());
        properties.setProperty("password", access.password());
        properties.setProperty("sslmode", access.sslmode());
        properties.setProperty("sslrootcert", dir.ca().toString());
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("socketTimeout", "60");
        properties.setProperty("ApplicationName", "howdah");
        properties.setProperty("options", "-c search_path=pg_catalog");
        try {
            return DriverManager.getConnection(
                    "jdbc:postgresql://" + access.host() + ":" + access.port() + "/" + database, properties);
        } catch (SQLException e) {
            throw trouble(access, e);
        }
    }

    /** Such as {@code 18.1}, without what a distribution adds. */
    static String version(LocalDir dir, PlatformAccess access) {
        try (var c = connect(dir, access, MAINTENANCE);
                var s = c.createStatement();
                var r = s.executeQuery("SHOW server_version")) {
            r.next();
            return r.getString(1).split(" ")[0];
        } catch (SQLException e) {
            throw trouble(access, e);
        }
    }

    static Trouble trouble(PlatformAccess access, SQLException e) {
        String state = String.valueOf(e.getSQLState());
        Reason reason = switch (state) {
            case "53300" -> Reason.TOO_MANY_CONNECTIONS;
            case "53100" -> Reason.DISK_FULL;
            case "42501", "28P01", "28000" -> Reason.PERMISSION_DENIED;
            case "57P03" -> Reason.CLUSTER_NOT_READY;
            default -> state.startsWith("08") ? Reason.CLUSTER_UNREACHABLE : Reason.FAILED;
        };
        return new Trouble(reason, access + ": " + e.getMessage(), e);
    }
}
