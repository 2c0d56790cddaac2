package dev.howdah.server.system;

/** What PostgreSQL says of one order, as text: everything that a turn keeps as it should be. */
final class World {

    private World() {}

    static String of(Pg platform, Order order) {
        return platform.one(SHARED.replace(":pg", order.pg()))
                + "\n"
                + platform.in(order.pg()).one(INSIDE);
    }

    static final String SHARED = """
            SELECT concat_ws(' ', 'role', rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin,
                   rolreplication, rolbypassrls, rolconnlimit, shobj_description(oid, 'pg_authid')) AS line
            FROM pg_roles WHERE rolname LIKE ':pg-%'
            UNION ALL
            SELECT concat_ws(' ', 'member', m.roleid::regrole, m.member::regrole, m.admin_option)
            FROM pg_auth_members m JOIN pg_roles r ON r.oid IN (m.member, m.roleid) AND r.rolname LIKE ':pg-%'
            UNION ALL
            SELECT concat_ws(' ', 'setting', r.rolname, d.setdatabase, c)
            FROM pg_db_role_setting d JOIN pg_roles r ON r.oid = d.setrole, unnest(d.setconfig) c
            WHERE r.rolname LIKE ':pg-%'
            UNION ALL
            SELECT concat_ws(' ', 'database', datdba::regrole, datconnlimit, datallowconn,
                   shobj_description(oid, 'pg_database'))
            FROM pg_database WHERE datname = ':pg'
            UNION ALL
            SELECT concat_ws(' ', 'database grant', a) FROM pg_database, unnest(datacl) a WHERE datname = ':pg'
            UNION ALL
            SELECT concat_ws(' ', 'network', type, database, user_name, address, netmask, auth_method)
            FROM pg_hba_file_rules WHERE ':pg' = ANY (database)
            ORDER BY line""";

    static final String INSIDE = """
            SELECT concat_ws(' ', 'extension', extname, extversion, extnamespace::regnamespace) AS line
            FROM pg_extension
            UNION ALL
            SELECT concat_ws(' ', 'schema', nspname, nspowner::regrole, a)
            FROM pg_namespace, unnest(nspacl) a WHERE nspname = 'public'
            UNION ALL
            SELECT concat_ws(' ', 'default', defaclrole::regrole, defaclobjtype, a)
            FROM pg_default_acl, unnest(defaclacl) a
            UNION ALL
            SELECT concat_ws(' ', 'relation', relname, relowner::regrole, a)
            FROM pg_class, unnest(relacl) a WHERE relnamespace = 'public'::regnamespace
            ORDER BY line""";
}
