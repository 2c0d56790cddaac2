package dev.howdah.postgres.sql;

import java.util.ArrayList;
import java.util.List;

/** All rows that an order has in PostgreSQL's catalogs, without what is its own: names, uid, oids. */
final class Catalogs {

    private static final List<String> SHARED = List.of(
            "SELECT 'role', r.rolname, r.rolsuper, r.rolinherit, r.rolcreaterole, r.rolcreatedb, r.rolcanlogin,"
                    + " r.rolreplication, r.rolbypassrls, r.rolconnlimit, coalesce(r.rolvaliduntil::text, ''),"
                    + " coalesce(left(a.rolpassword, 18), 'none') FROM pg_roles r JOIN pg_authid a USING (oid)"
                    + " WHERE r.rolname LIKE '{db}-%' ORDER BY r.rolname",
            "SELECT 'comment', r.rolname, shobj_description(r.oid, 'pg_authid') FROM pg_roles r"
                    + " WHERE r.rolname LIKE '{db}-%' ORDER BY r.rolname",
            "SELECT 'member', (to_jsonb(m) - 'oid' || jsonb_build_object('roleid', pg_get_userbyid(m.roleid),"
                    + " 'member', pg_get_userbyid(m.member), 'grantor', pg_get_userbyid(m.grantor)))::text AS line"
                    + " FROM pg_auth_members m WHERE pg_get_userbyid(m.roleid) LIKE '{db}-%'"
                    + " OR pg_get_userbyid(m.member) LIKE '{db}-%' ORDER BY line",
            "SELECT 'setting', r.rolname, s.setdatabase, c AS line FROM pg_db_role_setting s, unnest(s.setconfig) c,"
                    + " pg_roles r WHERE r.oid = s.setrole AND r.rolname LIKE '{db}-%' ORDER BY r.rolname, line",
            "SELECT 'database setting', s.setconfig FROM pg_db_role_setting s"
                    + " JOIN pg_database d ON d.oid = s.setdatabase WHERE d.datname = '{db}'",
            "SELECT 'database', (to_jsonb(d) - array['oid', 'datfrozenxid', 'datminmxid', 'datacl']"
                    + " || jsonb_build_object('datdba', pg_get_userbyid(d.datdba)))::text,"
                    + " shobj_description(d.oid, 'pg_database') FROM pg_database d WHERE d.datname = '{db}'",
            "SELECT 'database grant', a::text AS line FROM pg_database d, unnest(d.datacl) a"
                    + " WHERE d.datname = '{db}' ORDER BY line",
            "SELECT 'depends', s.classid::regclass, s.deptype, pg_get_userbyid(s.refobjid) AS role, count(*)"
                    + " FROM pg_shdepend s JOIN pg_database d ON d.oid = s.dbid WHERE d.datname = '{db}'"
                    + " AND s.refclassid = 'pg_authid'::regclass GROUP BY 2, 3, 4 ORDER BY 2, 3, 4");

    private static final List<String> INSIDE = List.of(
            "SELECT 'schema', n.nspname, pg_get_userbyid(n.nspowner), coalesce(a::text, '') AS line"
                    + " FROM pg_namespace n LEFT JOIN LATERAL unnest(n.nspacl) a ON true"
                    + " WHERE n.nspname !~ '^pg_(toast|temp)' ORDER BY 2, line",
            "SELECT 'default', pg_get_userbyid(d.defaclrole), d.defaclnamespace, d.defaclobjtype, a::text AS line"
                    + " FROM pg_default_acl d, unnest(d.defaclacl) a ORDER BY 4, line",
            "SELECT 'extension', e.extname, e.extversion, n.nspname, pg_get_userbyid(e.extowner) FROM pg_extension e"
                    + " JOIN pg_namespace n ON n.oid = e.extnamespace ORDER BY 2",
            "SELECT 'relation', c.relkind, n.nspname, c.relname, pg_get_userbyid(c.relowner), c.relacl::text"
                    + " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid >= 16384"
                    + " AND n.nspname <> 'pg_toast' ORDER BY 3, 4",
            "SELECT 'function', p.proname, pg_get_userbyid(p.proowner), p.proacl::text, count(*) FROM pg_proc p"
                    + " WHERE p.oid >= 16384 GROUP BY 2, 3, 4 ORDER BY 2",
            "SELECT 'setting', name, setting FROM pg_settings WHERE source IN ('database', 'user') ORDER BY 2");

    private Catalogs() {}

    static String of(Order order) {
        List<String> out = new ArrayList<>();
        SHARED.forEach(sql -> out.addAll(order.seat.rootRows("postgres", sql.replace("{db}", order.names.database()))));
        INSIDE.forEach(sql -> out.addAll(order.seat.rootRows(order.names.database(), sql)));
        return String.join("\n", out)
                .replace(order.uid.toString(), "UID")
                .replace(order.names.database(), "DB")
                .replaceAll(" t\\d+/", " NS/");
    }
}
