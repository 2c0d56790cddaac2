package dev.howdah.postgres.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is set for a database.
 *
 * @param role for whose sessions alone; null: for all
 * @param value as the catalog has it
 */
record DbSetting(@Nullable String role, String name, String value) {

    /** Settings whose values are lists of names, quoted already: pg_dump's variable_is_guc_list_quote. */
    private static final List<String> LISTS = List.of(
            "local_preload_libraries",
            "search_path",
            "session_preload_libraries",
            "shared_preload_libraries",
            "temp_tablespaces",
            "unix_socket_directories");

    static List<DbSetting> of(Connection c, String database) throws SQLException {
        var out = new ArrayList<DbSetting>();
        try (var s = c.prepareStatement("SELECT CASE s.setrole WHEN 0 THEN NULL ELSE pg_get_userbyid(s.setrole) END,"
                + " unnest(s.setconfig) FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase"
                + " WHERE d.datname = ?")) {
            s.setString(1, database);
            try (var r = s.executeQuery()) {
                while (r.next()) {
                    String[] setting = r.getString(2).split("=", 2);
                    out.add(new DbSetting(r.getString(1), setting[0], setting[1]));
                }
            }
        }
        return out;
    }

    DbSetting of(String other) {
        return new DbSetting(other, name, value);
    }

    /** Said of another one. */
    String sql(String database) {
        String said = LISTS.contains(name) ? value : Literal.quote(value);
        return (role == null
                        ? "ALTER DATABASE " + Identifier.quote(database)
                        : "ALTER ROLE " + Identifier.quote(role) + " IN DATABASE " + Identifier.quote(database))
                + " SET " + Identifier.setting(name) + " = " + (said.isEmpty() ? "''" : said);
    }
}
