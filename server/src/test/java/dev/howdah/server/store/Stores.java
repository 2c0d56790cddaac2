package dev.howdah.server.store;

import dev.howdah.testkit.ThrowawayPostgres;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Empty Stores for tests: each a database of its own, copied from one that was migrated. */
public final class Stores {

    private static final String TEMPLATE = "howdah_template";
    private static final Set<Integer> MIGRATED = new HashSet<>();

    private Stores() {}

    public static StoreDb fresh(int version) {
        return open(version, database(version));
    }

    /** The name of a new database with the schema and nothing else. */
    public static String database(int version) {
        String name = "store_" + UUID.randomUUID().toString().replace("-", "");
        synchronized (MIGRATED) {
            if (MIGRATED.add(version)) {
                sql(version, "CREATE DATABASE " + TEMPLATE);
                open(version, TEMPLATE).close();
            }
            sql(version, "CREATE DATABASE " + name + " TEMPLATE " + TEMPLATE);
        }
        return name;
    }

    public static StoreDb open(int version, String database) {
        ThrowawayPostgres pg = ThrowawayPostgres.of(version);
        return StoreDb.open(
                pg.jdbcUrl(database), pg.superuser().user(), pg.superuser().password(), null);
    }

    /** Every row of every table, as text. */
    public static String dump(int version, String database) {
        StringBuilder all = new StringBuilder();
        try (var c = ThrowawayPostgres.of(version).connect(database);
                var s = c.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (var r = s.executeQuery("SELECT tablename FROM pg_tables WHERE schemaname = 'howdah'")) {
                while (r.next()) {
                    tables.add(r.getString(1));
                }
            }
            for (String table : tables) {
                try (var r = s.executeQuery("SELECT t::text, to_jsonb(t) FROM howdah." + table + " t")) {
                    while (r.next()) {
                        all.append(table)
                                .append(r.getString(1))
                                .append(r.getString(2))
                                .append('\n');
                    }
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return all.toString();
    }

    private static void sql(int version, String sql) {
        try (var c = ThrowawayPostgres.of(version).connect("postgres");
                var s = c.createStatement()) {
            s.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
