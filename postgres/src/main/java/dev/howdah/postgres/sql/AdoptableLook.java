package dev.howdah.postgres.sql;

import dev.howdah.plan.Adoptable;
import dev.howdah.plan.Observed;
import dev.howdah.spi.DatabaseEngine.Target;
import dev.howdah.spi.PlatformAccess;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a database that is to be adopted holds, and who owns it. */
final class AdoptableLook {

    /** As ALTER names what {@code pg_identify_object} names. What is left out here stays its owner's. */
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("schema", "SCHEMA"),
            Map.entry("table", "TABLE"),
            Map.entry("view", "VIEW"),
            Map.entry("materialized view", "MATERIALIZED VIEW"),
            Map.entry("foreign table", "FOREIGN TABLE"),
            Map.entry("sequence", "SEQUENCE"),
            Map.entry("function", "FUNCTION"),
            Map.entry("procedure", "PROCEDURE"),
            Map.entry("aggregate", "AGGREGATE"),
            Map.entry("type", "TYPE"),
            Map.entry("operator", "OPERATOR"),
            Map.entry("operator class", "OPERATOR CLASS"),
            Map.entry("operator family", "OPERATOR FAMILY"),
            Map.entry("collation", "COLLATION"),
            Map.entry("conversion", "CONVERSION"),
            Map.entry("text search dictionary", "TEXT SEARCH DICTIONARY"),
            Map.entry("text search configuration", "TEXT SEARCH CONFIGURATION"),
            Map.entry("statistics object", "STATISTICS"),
            Map.entry("server", "SERVER"),
            Map.entry("large object", "LARGE OBJECT"));

    /**
     * Objects that initdb made have an oid below 16384; schema public is one of them. Sequences of a column follow their
     * table, and what an extension or another object is made of ('e', 'i') follows that.
     */
    private static final String OBJECTS = """
            WITH o (class, oid, owner) AS (
              SELECT 'pg_namespace'::regclass, oid, nspowner FROM pg_namespace
                WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
              UNION ALL SELECT 'pg_class'::regclass, oid, relowner FROM pg_class
                WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND relpersistence <> 't'
              UNION ALL SELECT 'pg_proc'::regclass, oid, proowner FROM pg_proc
              UNION ALL SELECT 'pg_type'::regclass, t.oid, t.typowner FROM pg_type t
                LEFT JOIN pg_class c ON c.oid = t.typrelid
                WHERE t.typtype IN ('e', 'd', 'r') OR (t.typtype = 'c' AND c.relkind = 'c')
              UNION ALL SELECT 'pg_operator'::regclass, oid, oprowner FROM pg_operator
              UNION ALL SELECT 'pg_opclass'::regclass, oid, opcowner FROM pg_opclass
              UNION ALL SELECT 'pg_opfamily'::regclass, oid, opfowner FROM pg_opfamily
              UNION ALL SELECT 'pg_collation'::regclass, oid, collowner FROM pg_collation
              UNION ALL SELECT 'pg_conversion'::regclass, oid, conowner FROM pg_conversion
              UNION ALL SELECT 'pg_ts_dict'::regclass, oid, dictowner FROM pg_ts_dict
              UNION ALL SELECT 'pg_ts_config'::regclass, oid, cfgowner FROM pg_ts_config
              UNION ALL SELECT 'pg_statistic_ext'::regclass, oid, stxowner FROM pg_statistic_ext
              UNION ALL SELECT 'pg_foreign_server'::regclass, oid, srvowner FROM pg_foreign_server
              UNION ALL SELECT 'pg_largeobject'::regclass, oid, lomowner FROM pg_largeobject_metadata)
            SELECT i.type, i.schema, i.name, i.identity, pg_get_userbyid(o.owner) AS owner
            FROM o, LATERAL pg_identify_object(o.class, o.oid, 0) i
            WHERE (o.oid >= 16384 OR (o.class = 'pg_namespace'::regclass AND i.identity = 'public'))
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = o.class AND d.objid = o.oid AND d.objsubid = 0
                  AND (d.deptype IN ('e', 'i') OR (d.deptype = 'a' AND i.type = 'sequence')))
            ORDER BY i.type, i.identity""";

    private record State(int sessions, boolean template) {}

    /** All that has an owner in the database that a connection is in, as ALTER names it. */
    static List<Adoptable.Owned> all(Connection c) throws SQLException {
        List<Adoptable.Owned> out = new ArrayList<>();
        try (var s = c.createStatement();
                var r = s.executeQuery(OBJECTS)) {
            while (r.next()) {
                owned(r).ifPresent(out::add);
            }
        }
        return out;
    }

    private AdoptableLook() {}

    static Adoptable take(Sessions sessions, PlatformAccess access, Target target, String database)
            throws SQLException {
        String there = "SELECT (SELECT count(*) FROM pg_stat_activity WHERE datname = " + Literal.quote(database)
                + " AND pid <> pg_backend_pid()) AS sessions, (SELECT datistemplate OR NOT datallowconn FROM pg_database"
                + " WHERE datname = " + Literal.quote(database) + ") AS template";
        Observed.Server server;
        Optional<Observed.PgDatabase> found;
        State state;
        try (Session session = sessions.maintenance(access)) {
            server = session.query(ClusterLook.SERVER, row -> ClusterLook.server(row, access.group()))
                    .getFirst();
            found = session
                    .query(
                            // not prepared here, where it would be planned for many rows
                            ClusterLook.DATABASES.with(List.of(Literal.quote(database), Literal.quote(database))),
                            ClusterLook::database)
                    .stream()
                    .findFirst();
            state = session.query(there, row -> new State(row.getInt("sessions"), row.getBoolean("template")))
                    .getFirst();
        }
        boolean reserved = state.template() || database.equals(access.maintenanceDatabase());
        if (found.isEmpty() || reserved) {
            return new Adoptable(server, found, reserved, state.sessions(), Optional.empty(), List.of());
        }
        try (Session session = sessions.tenant(access, database)) {
            Observed.Inside inside = InsideLook.take(session, target.names()).inside();
            List<Adoptable.Owned> objects = session.query(OBJECTS, AdoptableLook::owned).stream()
                    .flatMap(Optional::stream)
                    .toList();
            return new Adoptable(server, found, false, state.sessions(), Optional.of(inside), objects);
        } finally {
            // it would be in the way of a new name
            sessions.leave(access, database);
        }
    }

    private static Optional<Adoptable.Owned> owned(ResultSet row) throws SQLException {
        String type = TYPES.get(row.getString("type"));
        String schema = row.getString("schema");
        String name = row.getString("name");
        return type == null
                ? Optional.empty()
                : Optional.of(new Adoptable.Owned(
                        type,
                        schema == null ? "" : schema,
                        name == null ? "" : name,
                        row.getString("identity"),
                        row.getString("owner")));
    }
}
