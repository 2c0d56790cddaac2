package dev.howdah.postgres.sql;

import dev.howdah.spi.Scratches.Count;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Rows of all plain tables of a database: counting them runs no code of anybody's. */
public final class TableCounts {

    /** A table. */
    public record Table(String schema, String name) {

        /** For people. */
        @Override
        public String toString() {
            return schema + "." + name;
        }

        /** For statements. */
        public String quoted() {
            return Identifier.qualified(schema, name);
        }
    }

    private TableCounts() {}

    /** @param connection of a superuser, whose search_path is pinned */
    public static List<Count> of(Connection connection) throws SQLException {
        var counts = new ArrayList<Count>();
        for (Table table : tables(connection)) {
            try (var s = connection.createStatement();
                    var r = s.executeQuery("SELECT count(*) FROM ONLY " + table.quoted())) {
                r.next();
                counts.add(new Count(table.toString(), r.getLong(1)));
            }
        }
        return counts;
    }

    /** Plain tables, without those that an extension brought; the search_path is pinned. */
    public static List<Table> tables(Connection connection) throws SQLException {
        var tables = new ArrayList<Table>();
        try (var s = connection.createStatement();
                var r = s.executeQuery("SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n"
                        + " ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND c.relpersistence = 'p'"
                        + " AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'"
                        + " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass"
                        + " AND d.objid = c.oid AND d.deptype = 'e') ORDER BY n.nspname, c.relname")) {
            while (r.next()) {
                tables.add(new Table(r.getString(1), r.getString(2)));
            }
        }
        return tables;
    }
}
