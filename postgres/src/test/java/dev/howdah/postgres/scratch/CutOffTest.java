package dev.howdah.postgres.scratch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.postgres.local.Promoted;
import dev.howdah.spi.Progress;
import dev.howdah.spi.Scratches.Count;
import dev.howdah.spi.Scratches.Moment;
import dev.howdah.spi.Scratches.Wish;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * A server that is killed between the end of its replay and the checkpoint behind it has forgotten where it was to stop:
 * PostgreSQL removes {@code recovery.signal} first, and replays what it has of the log to its end when it comes back.
 */
@EnabledIf(value = "there", disabledReason = "pgbackrest is not installed: apt-get install pgbackrest")
class CutOffTest {

    private final Backed backed = Backed.shared();
    private final UUID scratch = UUID.randomUUID();
    private final String database = "cut-" + scratch;
    private final PgScratches scratches = backed.scratches();

    static boolean there() {
        return Backed.missing().isEmpty();
    }

    @Test
    void a_server_that_dies_while_it_is_promoted_shows_nothing_of_what_came_after_its_moment() throws Exception {
        backed.sql("postgres", "CREATE DATABASE \"" + database + "\"");
        backed.sql(database, "CREATE TABLE c AS SELECT g AS i FROM generate_series(1, 1000) g");
        backed.backup();
        backed.sql("postgres", "SELECT pg_sleep(1.1)");
        backed.sql(database, "INSERT INTO c VALUES (-1)");
        Instant good = backed.now();
        backed.sql(database, "DELETE FROM c WHERE i > 10");
        backed.archived();
        Wish wish = new Wish(database, Set.of(), new Moment.At(good), false);
        try {
            Backed.ended(() -> scratches.fetch(backed.cluster, scratch, wish));
            Path dir = backed.home.resolve("scratch").toRealPath().resolve(scratch.toString());
            scratches.replay(backed.cluster, scratch, wish);
            Promoted.dies(dir.resolve("data"));

            Backed.ended(() -> {
                Progress files = scratches.fetch(backed.cluster, scratch, wish);
                return files instanceof Progress.Ended ? scratches.replay(backed.cluster, scratch, wish) : files;
            });

            assertThat(scratches.counts(scratch, database)).containsExactly(new Count("public.c", 1001));
        } finally {
            scratches.drop(scratch);
        }
    }
}
