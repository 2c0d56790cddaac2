package dev.howdah.postgres.existing;

import dev.howdah.plan.Plan;
import dev.howdah.plan.Step;
import dev.howdah.postgres.check.ServerCheck;
import dev.howdah.postgres.sql.Door;
import dev.howdah.resource.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one host of a cluster says of itself and of the platform's login there.
 *
 * @param version as {@code server_version_num}
 * @param release as people write it: {@code 18.1}
 * @param standby whether it only repeats what a writer does
 * @param doors what is open to PUBLIC
 */
record Seen(
        String host,
        int version,
        String release,
        boolean standby,
        String user,
        boolean superuser,
        boolean createDb,
        boolean createRole,
        List<Door> doors) {

    private static final String SERVER = """
            SELECT current_setting('server_version_num')::integer AS version,
                   split_part(current_setting('server_version'), ' ', 1) AS release,
                   pg_is_in_recovery() AS standby, current_user AS me, rolsuper, rolcreatedb, rolcreaterole
            FROM pg_roles WHERE rolname = current_user""";

    static Seen of(String host, Connection connection) throws SQLException {
        List<Door> doors = new ArrayList<>(Door.schema(connection));
        doors.addAll(Door.entrances(connection));
        try (var s = connection.createStatement();
                var row = s.executeQuery(SERVER)) {
            row.next();
            return new Seen(
                    host,
                    row.getInt("version"),
                    row.getString("release"),
                    row.getBoolean("standby"),
                    row.getString("me"),
                    row.getBoolean("rolsuper"),
                    row.getBoolean("rolcreatedb"),
                    row.getBoolean("rolcreaterole"),
                    doors);
        }
    }

    /** The same with what is open inside other databases. */
    Seen and(List<Door> more) {
        List<Door> all = new ArrayList<>(more);
        all.addAll(doors);
        return new Seen(host, version, release, standby, user, superuser, createDb, createRole, List.copyOf(all));
    }

    boolean versionSupported() {
        return version / 10_000 >= ServerCheck.OLDEST && version / 10_000 <= ServerCheck.NEWEST;
    }

    boolean mayServe() {
        return superuser || (createDb && createRole);
    }

    /** Why nothing can be seated here, however often it is tried. */
    Optional<Plan.Blocked<Step>> trouble() {
        if (!versionSupported()) {
            return Optional.of(new Plan.Blocked<>(
                    Reason.VERSION_UNSUPPORTED,
                    host + " runs PostgreSQL " + release + "; Howdah works with " + ServerCheck.OLDEST + " to "
                            + ServerCheck.NEWEST));
        }
        return mayServe()
                ? Optional.empty()
                : Optional.of(new Plan.Blocked<>(
                        Reason.PERMISSION_DENIED,
                        "the platform's login '" + user + "' may not "
                                + (createDb ? "" : "create databases" + (createRole ? "" : " or "))
                                + (createRole ? "" : "create roles") + " on " + host
                                + ": let a superuser run ALTER ROLE \"" + user + "\" CREATEDB CREATEROLE"));
    }
}
