package dev.howdah.postgres.sql;

import dev.howdah.plan.Observed;
import dev.howdah.plan.Observed.AvailableExtension;
import dev.howdah.plan.Observed.Member;
import dev.howdah.plan.Observed.PgDatabase;
import dev.howdah.plan.Observed.PgRole;
import dev.howdah.spi.DatabaseEngine.Target;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What the shared catalogs say of one order: four or five queries, one snapshot, one round trip. */
record ClusterLook(
        Observed.Server server,
        boolean unborn,
        Optional<PgDatabase> database,
        Map<String, PgRole> roles,
        Map<String, AvailableExtension> available,
        long digest) {

    private record Named<T>(String name, T value) {}

    static ClusterLook take(Session session, Target target, String unborn, Optional<String> group) throws SQLException {
        String database = Literal.quote(target.names().database());
        String own = Literal.array(Facts.roleNames(target.names()));
        int version = session.version();
        // asked first: preparing is no part of the snapshot
        List<String> queries = List.of(
                session.known(DATABASES, database, Literal.quote(unborn)),
                session.known(roles(version), Literal.array(Facts.roleNames(target)), own),
                session.known(Traces.ofOne(version), database, own));
        String sql = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; " + Known.FEW + SERVER + "; "
                + String.join("; ", queries) + "; " + (target.lookUpExtensions() ? EXTENSIONS + "; " : "") + "COMMIT";
        List<List<Named<?>>> answers = session.answers(
                sql,
                row -> new Named<>("", server(row, group)),
                row -> new Named<>(row.getString("datname"), database(row)),
                row -> new Named<>(row.getString("rolname"), role(row)),
                row -> new Named<>("", Traces.Row.of(row)),
                row -> new Named<>(row.getString("name"), extension(row)));
        Map<String, PgDatabase> databases = mapped(answers.get(1), PgDatabase.class);
        return new ClusterLook(
                (Observed.Server) answers.getFirst().getFirst().value(),
                databases.containsKey(unborn),
                Optional.ofNullable(databases.get(target.names().database())),
                mapped(answers.get(2), PgRole.class),
                target.lookUpExtensions() ? mapped(answers.get(4), AvailableExtension.class) : Map.of(),
                Traces.folded(
                        answers.get(3).stream().map(n -> (Traces.Row) n.value()).toList()));
    }

    private static <T> Map<String, T> mapped(List<Named<?>> rows, Class<T> type) {
        return rows.stream().collect(Collectors.toUnmodifiableMap(Named::name, n -> type.cast(n.value())));
    }

    static final String SERVER = """
            SELECT current_setting('server_version_num')::integer AS version, current_user AS platform,
                   (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS superuser""";

    static Observed.Server server(ResultSet row, Optional<String> group) throws SQLException {
        return new Observed.Server(
                row.getInt("version"), row.getString("platform"), row.getBoolean("superuser"), group, false);
    }

    /**
     * Of {@code $1} and the unborn {@code $2}. The size takes a walk through the files, and a right that the platform lacks
     * on databases that are not its own.
     */
    static final Known DATABASES = new Known(
            "howdah_databases",
            List.of("text", "text"),
            "SELECT d.oid, d.datname, pg_get_userbyid(d.datdba) AS owner, d.datconnlimit,"
                    + " coalesce(shobj_description(d.oid, 'pg_database'), '') AS marker,"
                    + " CASE WHEN d.datname = $1 AND d.datconnlimit <> -2"
                    + " AND has_database_privilege(d.oid, 'CONNECT') THEN pg_database_size(d.oid) ELSE 0 END AS size,"
                    + " a.* FROM pg_database d, " + Rows.acl("d.datacl", 'd', "d.datdba", "true") + " a"
                    + " WHERE d.datname IN ($1, $2)");

    static PgDatabase database(ResultSet row) throws SQLException {
        return new PgDatabase(
                row.getLong("oid"),
                row.getString("owner"),
                row.getString("marker"),
                row.getInt("datconnlimit"),
                Rows.acl(row),
                row.getLong("size"));
    }

    private static Known roles(boolean options) {
        String inherit = options ? "bool_or(m.inherit_option)" : "true";
        String set = options ? "bool_or(m.set_option)" : "true";
        String sql = "WITH s AS MATERIALIZED (SELECT usesysid, count(*) AS n FROM pg_stat_activity GROUP BY usesysid)"
                + " SELECT r.*, coalesce(shobj_description(r.oid, 'pg_authid'), '') AS marker,"
                + " (SELECT setconfig FROM pg_db_role_setting WHERE setrole = r.oid AND setdatabase = 0) AS settings,"
                + " coalesce((SELECT n FROM s WHERE usesysid = r.oid), 0) AS sessions,"
                + " ARRAY(SELECT concat(CASE WHEN " + inherit + " THEN 'i' ELSE '-' END,"
                + " CASE WHEN " + set + " THEN 's' ELSE '-' END,"
                + " CASE WHEN bool_or(m.admin_option) THEN 'a' ELSE '-' END, pg_get_userbyid(m.member))"
                + " FROM pg_auth_members m WHERE m.roleid = r.oid AND " + Couriers.areNot("pg_get_userbyid(m.member)")
                + " GROUP BY m.member) AS members,"
                + " ARRAY(SELECT DISTINCT pg_get_userbyid(m.roleid)::text FROM pg_auth_members m WHERE m.member = r.oid)"
                + " AS member_of FROM pg_roles r WHERE r.oid IN (SELECT oid FROM pg_roles WHERE rolname = ANY ("
                + "$1) UNION SELECT member FROM (" + Traces.links("h.rolname = ANY ($2)") + ") l)";
        return new Known("howdah_roles", List.of("text[]", "text[]"), sql);
    }

    private static final Known ROLES = roles(true);
    private static final Known ROLES_BEFORE_16 = roles(false);

    /** Of the names {@code $1}, and of logins that are members of {@code $2}. */
    static Known roles(int version) {
        return version >= Facts.MEMBERSHIP_OPTIONS ? ROLES : ROLES_BEFORE_16;
    }

    private static PgRole role(ResultSet row) throws SQLException {
        Set<String> flags = new TreeSet<>();
        for (String flag : List.of("super", "createdb", "createrole", "replication", "bypassrls")) {
            if (row.getBoolean("rol" + flag)) {
                flags.add(flag.equals("super") ? "SUPERUSER" : flag.toUpperCase(java.util.Locale.ROOT));
            }
        }
        Map<String, String> settings = new TreeMap<>();
        for (String s : Rows.texts(row, "settings")) {
            settings.put(s.substring(0, s.indexOf('=')), s.substring(s.indexOf('=') + 1));
        }
        return new PgRole(
                row.getBoolean("rolcanlogin"),
                row.getBoolean("rolinherit"),
                flags,
                row.getInt("rolconnlimit"),
                row.getString("marker"),
                settings,
                Rows.texts(row, "members").stream().map(ClusterLook::member).collect(Collectors.toUnmodifiableSet()),
                Set.copyOf(Rows.texts(row, "member_of")),
                row.getInt("sessions"));
    }

    private static Member member(String text) {
        return new Member(text.substring(3), text.charAt(0) == 'i', text.charAt(1) == 's', text.charAt(2) == 'a');
    }

    private static final String EXTENSIONS = """
            SELECT e.name, e.default_version, v.trusted, v.relocatable, v.schema, v.requires::text[] AS requires,
                   (SELECT array_agg(o.version) FROM pg_available_extension_versions o WHERE o.name = e.name) AS versions
            FROM pg_available_extensions e
            JOIN pg_available_extension_versions v ON v.name = e.name AND v.version = e.default_version""";

    private static AvailableExtension extension(ResultSet row) throws SQLException {
        return new AvailableExtension(
                row.getString("default_version"),
                Set.copyOf(Rows.texts(row, "versions")),
                row.getBoolean("trusted"),
                row.getBoolean("relocatable"),
                Optional.ofNullable(row.getString("schema")),
                Set.copyOf(Rows.texts(row, "requires")));
    }
}
