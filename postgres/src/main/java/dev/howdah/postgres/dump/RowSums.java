package dev.howdah.postgres.dump;

import dev.howdah.postgres.local.Disk;
import dev.howdah.postgres.local.OsUser;
import dev.howdah.postgres.sql.SqlTrouble;
import dev.howdah.postgres.sql.TableCounts;
import dev.howdah.resource.Json;
import dev.howdah.spi.Copies.Into;
import dev.howdah.spi.Soundness.Sum;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.postgresql.PGConnection;
import tools.jackson.core.type.TypeReference;

/**
 * What the rows of each table add up to: in an archive, as they were in the snapshot that it is of, and in a database that
 * was filled from it.
 */
final class RowSums {

    /** In the archive, so that it goes where that goes. */
    private static final String FILE = "sums.json";

    private static final TypeReference<Map<String, Sum>> SUMS = new TypeReference<>() {};

    /** What rows look like as text depends on these: pg_dump's own, and the zone that it is given. */
    private static final String SAME = "SET statement_timeout = 0; SET row_security = off; SET datestyle = 'ISO';"
            + " SET bytea_output = 'hex'; SET lc_monetary = 'C'; SET intervalstyle = 'postgres'; SET extra_float_digits = 3; SET timezone = '"
            + Dumping.ZONE + "';"
            + " SET search_path = pg_catalog, pg_temp";

    private RowSums() {}

    /** Empty: it says nothing. */
    static Map<String, Sum> kept(Path archive) {
        return Disk.read(archive.resolve(FILE))
                .map(text -> Json.mapper().readValue(text, SUMS))
                .orElse(Map.of());
    }

    /** Rows of what is in another encoding look otherwise to whoever reads the database. */
    static void keep(Path archive, Toc toc, Map<String, Sum> sums) {
        boolean utf8 = toc.entries().stream()
                .anyMatch(e ->
                        e.sort().equals("ENCODING") && String.valueOf(e.sql()).contains("'UTF8'"));
        if (utf8) {
            Disk.write(archive.resolve(FILE), Json.write(new TreeMap<>(sums)), Disk.PRIVATE, OsUser.self());
        }
    }

    /** Of all tables that there are; one that the archive has no rows of adds up to nothing that it could. */
    static Map<String, Sum> loaded(Toc toc, Into into) {
        Map<String, String> copies = new HashMap<>();
        toc.entries().stream()
                .filter(e -> e.sort().equals("TABLE DATA") && e.copy() != null)
                .forEach(e -> copies.put(Reading.name(e), outward(Toc.text(String.valueOf(e.copy())))));
        try (var session = TenantSession.open(into)) {
            Connection c = session.connection();
            try (var s = c.createStatement()) {
                s.execute(SAME);
            }
            c.setNetworkTimeout(Runnable::run, 0);
            Map<String, Sum> sums = new TreeMap<>();
            for (TableCounts.Table table : TableCounts.tables(c)) {
                String copy = copies.get(table.toString());
                sums.put(table.toString(), copy == null ? new Sum(0, "none") : sum(c, copy));
            }
            return sums;
        } catch (SQLException e) {
            throw SqlTrouble.of(e, "read the rows of " + into.database());
        }
    }

    /** The same columns in the same order. */
    static String outward(String copy) {
        return copy.replaceFirst("\\s*(\\(\\))?\\s*FROM stdin;\\s*$", " TO STDOUT");
    }

    private static Sum sum(Connection c, String copy) throws SQLException {
        var out = c.unwrap(PGConnection.class).getCopyAPI().copyOut(copy);
        long sum = 0;
        long rows = 0;
        for (byte[] row = out.readFromCopy(); row != null; row = out.readFromCopy()) {
            sum += RowHash.of(row);
            rows++;
        }
        return of(rows, sum);
    }

    static Sum of(long rows, long sum) {
        return new Sum(rows, Long.toHexString(sum));
    }
}
