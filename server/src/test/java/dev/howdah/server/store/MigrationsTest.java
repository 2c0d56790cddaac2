package dev.howdah.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.testkit.Orders;
import dev.howdah.testkit.ThrowawayPostgres;
import dev.howdah.testkit.Together;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MigrationsTest {

    @Test
    void theNewestFileIsTheOneThatStartsLookFor() throws Exception {
        var directory = Path.of(
                MigrationsTest.class.getResource("/db/migration/V1__store.sql").toURI());
        try (var files = Files.list(directory.getParent())) {
            assertThat(files.map(f -> f.getFileName().toString())
                            .mapToInt(n -> Integer.parseInt(n.substring(1, n.indexOf("__"))))
                            .max())
                    .hasValue(Migrations.NEWEST);
        }
    }

    @Test
    void controlPlanesThatStartTogetherMigrateOnce() throws Exception {
        ThrowawayPostgres pg = ThrowawayPostgres.of(18);
        sql(pg, "postgres", "CREATE DATABASE together");
        Together.run(List.of(1, 2, 3), n -> {
            try (StoreDb db = Stores.open(18, "together")) {
                return new PgStore(db).insert(Orders.cluster("c" + n));
            }
        });
        try (StoreDb db = Stores.open(18, "together")) {
            assertThat(new PgStore(db).uids(dev.howdah.resource.Kind.CLUSTER)).hasSize(3);
        }
    }

    @Test
    void aSchemaThatANewerOneMigratedIsNoHindrance() throws Exception {
        String database = Stores.database(15);
        sql(
                ThrowawayPostgres.of(15),
                database,
                "INSERT INTO howdah.migrations SELECT installed_rank + 1, '999', 'newer', type, 'V999__newer.sql', 1,"
                        + " installed_by, now(), 1, true FROM howdah.migrations ORDER BY installed_rank DESC LIMIT 1");
        try (StoreDb db = Stores.open(15, database)) {
            assertThat(new PgStore(db).lastEvent()).isZero();
        }
    }

    private static void sql(ThrowawayPostgres pg, String database, String sql) throws SQLException {
        try (var c = pg.connect(database);
                var s = c.createStatement()) {
            s.execute(sql);
        }
    }
}
