package dev.howdah.postgres.dump;

import dev.howdah.resource.Json;
import java.util.List;

/**
 * What is known of a database that is dumped, besides what pg_dump writes.
 *
 * @param name by which its order's roles are named
 * @param major of its server
 * @param bytes of the database
 * @param settings that roles have there alone
 */
record About(String name, int major, long bytes, List<RoleSetting> settings) {

    /** {@code ALTER ROLE … IN DATABASE … SET}; each setting is {@code name=value}. */
    record RoleSetting(String role, List<String> settings) {
        RoleSetting {
            settings = List.copyOf(settings);
        }
    }

    About {
        settings = List.copyOf(settings);
    }

    static About parse(String json) {
        return Json.read(json, About.class);
    }

    String json() {
        return Json.write(this);
    }

    /**
     * Answers one row with this as JSON.
     *
     * @param database a literal
     * @param name a literal
     */
    static String query(String database, String name) {
        return "SELECT json_build_object('name', " + name + "::text, 'major',"
                + " current_setting('server_version_num')::int / 10000, 'bytes', pg_database_size(d.oid), 'settings',"
                + " coalesce((SELECT json_agg(json_build_object('role', pg_get_userbyid(s.setrole), 'settings',"
                + " s.setconfig)) FROM pg_db_role_setting s WHERE s.setdatabase = d.oid AND s.setrole <> 0), '[]'))"
                + " FROM pg_database d WHERE d.datname = " + database;
    }
}
