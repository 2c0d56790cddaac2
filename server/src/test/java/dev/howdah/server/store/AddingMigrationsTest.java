package dev.howdah.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.resource.Kind;
import dev.howdah.server.work.TurnQueue;
import dev.howdah.testkit.Orders;
import dev.howdah.testkit.ThrowawayPostgres;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** An old and a new control plane work side by side on one Store: a migration takes nothing away from the old one. */
final class AddingMigrationsTest {

    /** What an older control plane could stumble over. */
    private static final List<String> TAKING = List.of(
            "\\bDROP\\b",
            "\\bRENAME\\b",
            "\\bALTER\\s+COLUMN\\b",
            "\\bALTER\\s+TYPE\\b",
            "\\bTRUNCATE\\s+(TABLE|ONLY|howdah)\\b",
            "\\bDELETE\\s+FROM\\b",
            "\\bADD\\s+CONSTRAINT\\b",
            "\\bADD\\s+COLUMN\\b(?=[^,;]*\\bNOT\\s+NULL\\b)(?![^,;]*\\bDEFAULT\\b)");

    @Test
    void migrationsOnlyAdd() throws Exception {
        Map<String, String> files = files();
        assertThat(files).containsKey("V1__store.sql");
        files.forEach((name, sql) -> {
            String bare = sql.replaceAll("(?m)--.*$", "").replaceAll("(?s)\\$\\$.*?\\$\\$", "");
            TAKING.forEach(word -> assertThat(Pattern.compile(word, Pattern.CASE_INSENSITIVE)
                            .matcher(bare)
                            .results()
                            .map(m -> m.group())
                            .toList())
                    .as(name)
                    .isEmpty());
        });
    }

    @Test
    void whatTakesSomethingAwayIsFound() {
        assertThat(TAKING.stream()
                        .filter(word -> Pattern.compile(word, Pattern.CASE_INSENSITIVE)
                                .matcher("alter table howdah.x add column y text not null")
                                .find()))
                .hasSize(1);
        assertThat(TAKING.stream()
                        .filter(word -> Pattern.compile(word, Pattern.CASE_INSENSITIVE)
                                .matcher("alter table howdah.x add column y text not null default ''")
                                .find()))
                .isEmpty();
    }

    @Test
    void aControlPlaneWorksOnWhenANewerOneMigratesTheStoreUnderIt() throws Exception {
        String database = Stores.database(15);
        try (StoreDb old = Stores.open(15, database);
                TurnQueue queue = new TurnQueue(old)) {
            PgStore store = new PgStore(old);
            UUID before = store.insert(Orders.database("rolling", "before"))
                    .metadata()
                    .requireUid();
            CountDownLatch turns = new CountDownLatch(3);
            queue.start(work -> {
                turns.countDown();
                return Optional.empty();
            });
            queue.now(Kind.DATABASE, before);

            newer(database);

            UUID after =
                    store.insert(Orders.database("rolling", "after")).metadata().requireUid();
            queue.now(Kind.DATABASE, before);
            queue.now(Kind.DATABASE, after);
            queue.now(Kind.CLUSTER, UUID.randomUUID());
            turns.await();
            store.markDeleted(before, java.time.Instant.now(), false);
            store.remove(before);
            assertThat(store.uids(Kind.DATABASE)).containsExactly(after);
        }
        try (StoreDb again = Stores.open(15, database)) {
            assertThat(new PgStore(again).uids(Kind.DATABASE)).hasSize(1);
        }
    }

    /** Everything that a migration may do. */
    private static void newer(String database) throws SQLException {
        try (var c = ThrowawayPostgres.of(15).connect(database);
                var s = c.createStatement()) {
            for (String table : List.of("resources", "scheduled_tasks", "events", "audit", "passwords", "tokens")) {
                s.execute("ALTER TABLE howdah." + table
                        + " ADD COLUMN newer text NOT NULL DEFAULT 'x', ADD COLUMN newest bigint");
            }
            s.execute("CREATE TABLE howdah.newer (uid uuid PRIMARY KEY, note text)");
            s.execute("CREATE INDEX ON howdah.resources (newer)");
            s.execute("INSERT INTO howdah.migrations SELECT installed_rank + 1, '999', 'newer', type,"
                    + " 'V999__newer.sql', 1, installed_by, now(), 1, true FROM howdah.migrations"
                    + " ORDER BY installed_rank DESC LIMIT 1");
        }
    }

    private static Map<String, String> files() throws IOException, URISyntaxException {
        Path directory = Path.of(AddingMigrationsTest.class
                        .getResource("/db/migration/V1__store.sql")
                        .toURI())
                .getParent();
        Map<String, String> all = new TreeMap<>();
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                all.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return all;
    }
}
