package dev.howdah.postgres.sql;

import dev.howdah.plan.Trace;
import dev.howdah.resource.PgNames;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * One statement that turns what {@link ClusterLook} would read into a few numbers, for one order or for a whole cluster:
 * a row for each database and each role, with a digest of all that the shared catalogs say of it. The digests of an
 * order's database and roles, XORed, are its own; names are part of them, so a missing one counts. Texts are compared,
 * not oids: a role that was renamed is another one.
 */
final class Traces {

    /** @param database null: a role's */
    record Row(String name, boolean database, long digest, long inside) {

        static Row of(ResultSet row) throws SQLException {
            return new Row(
                    row.getString("name"), row.getBoolean("database"), row.getLong("digest"), row.getLong("inside"));
        }
    }

    /**
     * A number that changes with every write in database {@code d}, also when PostgreSQL has forgotten what it counted:
     * after a reset, and after a crash, which begins all statistics anew. Sessions report what they wrote after their
     * commit, late at times, never before.
     */
    static final String INSIDE = "hashtextextended(ROW(pg_stat_get_db_tuples_inserted(d.oid)"
            + " + pg_stat_get_db_tuples_updated(d.oid) + pg_stat_get_db_tuples_deleted(d.oid),"
            + " pg_stat_get_db_stat_reset_time(d.oid), pg_stat_get_bgwriter_stat_reset_time())::text COLLATE \"C\", 0)";

    private static final String DATABASES = "SELECT d.datname AS name, true AS database, "
            + digest(
                    "d.datname, pg_get_userbyid(d.datdba), d.datconnlimit, d.datallowconn, d.datacl::text, s.description")
            + " AS digest, " + INSIDE + " AS inside FROM pg_database d"
            + " LEFT JOIN pg_shdescription s ON s.objoid = d.oid AND s.classoid = 'pg_database'::regclass";

    private Traces() {}

    private static final Map<Boolean, Known> ALL = versions(
            options -> new Known("howdah_traces", List.of(), DATABASES + " UNION ALL " + roles("true", options)));

    private static final Map<Boolean, Known> ONE = versions(options -> new Known(
            "howdah_trace",
            List.of("text", "text[]"),
            DATABASES.replace(INSIDE, "0::bigint") + " WHERE d.datname = $1 UNION ALL "
                    + roles("h.rolname = ANY ($2)", options)));

    private static Map<Boolean, Known> versions(Function<Boolean, Known> made) {
        return Map.of(true, made.apply(true), false, made.apply(false));
    }

    /** Of all orders, and of everything else that is there. */
    static Known ofAll(int version) {
        return Objects.requireNonNull(ALL.get(version >= Facts.MEMBERSHIP_OPTIONS));
    }

    /** Of one order, its database {@code $1} and its logins {@code $2}; its writes inside are another look's affair. */
    static Known ofOne(int version) {
        return Objects.requireNonNull(ONE.get(version >= Facts.MEMBERSHIP_OPTIONS));
    }

    private static String roles(String which, boolean membershipOptions) {
        String options = membershipOptions ? ", m.inherit_option, m.set_option" : "";
        return "SELECT name, false, bit_xor(digest), 0 FROM (WITH w AS MATERIALIZED ("
                + "SELECT h.rolname AS home, h.oid FROM pg_roles h WHERE " + which
                + " UNION SELECT home, member FROM (" + links(which) + ") l)"
                + " SELECT w.home AS name, "
                + digest("r.rolname, r.rolcanlogin, r.rolinherit, r.rolsuper, r.rolcreatedb, r.rolcreaterole,"
                        + " r.rolreplication, r.rolbypassrls, r.rolconnlimit, r.rolconfig, s.description")
                + " AS digest FROM w JOIN pg_roles r ON r.oid = w.oid"
                + " LEFT JOIN pg_shdescription s ON s.objoid = r.oid AND s.classoid = 'pg_authid'::regclass"
                + " UNION ALL SELECT w.home, "
                + digest("'member', r.rolname, pg_get_userbyid(m.member), m.grantor, m.admin_option" + options)
                + " FROM w JOIN pg_roles r ON r.oid = w.oid, " + memberships("roleid", "r.oid")
                + " WHERE " + Couriers.areNot("pg_get_userbyid(m.member)")
                + " UNION ALL SELECT w.home, "
                + digest("'of', r.rolname, pg_get_userbyid(m.roleid), m.grantor, m.admin_option" + options)
                + " FROM w JOIN pg_roles r ON r.oid = w.oid, " + memberships("member", "r.oid")
                + ") x GROUP BY name";
    }

    /**
     * Those of one role after the other, by an index, as {@code m}. How many roles are asked for PostgreSQL does not know when
     * it plans: a join might read all memberships that there are for a few.
     *
     * @param column of memberships that holds the role
     * @param role expression of type oid
     */
    static String memberships(String column, String role) {
        return "LATERAL (SELECT * FROM pg_auth_members m WHERE m." + column + " = " + role + " OFFSET 0) m";
    }

    /** Links' logins, each with the role that it is a member of: what happens to them happens to that role's order. */
    static String links(String which) {
        return "SELECT h.rolname AS home, m.member FROM (SELECT rolname, oid FROM pg_roles h WHERE " + which
                + " OFFSET 0) h, " + memberships("roleid", "h.oid")
                + " WHERE pg_get_userbyid(m.member) ~ '-link(-alt)?$'";
    }

    /** 64 bits against chance. Whoever could aim at a collision could as well change what is compared. */
    private static String digest(String columns) {
        return "hashtextextended(ROW(" + columns + ")::text COLLATE \"C\", 0)";
    }

    /** The order's own digest. */
    static long folded(Collection<Row> rows) {
        return rows.stream().mapToLong(Row::digest).reduce(0, (a, b) -> a ^ b);
    }

    static Map<String, Trace> byDatabase(List<Row> rows) {
        Map<String, Trace> out = new HashMap<>();
        for (Row row : rows) {
            if (row.database()) {
                add(out, row.name(), row);
            } else {
                PgNames.databaseOf(row.name()).ifPresent(database -> add(out, database, row));
            }
        }
        return out;
    }

    private static void add(Map<String, Trace> out, String database, Row row) {
        out.merge(
                database,
                new Trace(row.digest(), row.inside()),
                (a, b) -> new Trace(a.shared() ^ b.shared(), a.inside() ^ b.inside()));
    }
}
