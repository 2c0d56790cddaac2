package dev.howdah.postgres.scratch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.postgres.jobs.Job;
import dev.howdah.postgres.jobs.Jobs;
import dev.howdah.postgres.local.Disk;
import dev.howdah.postgres.local.Processes;
import dev.howdah.spi.Progress;
import dev.howdah.spi.Scratches.Count;
import dev.howdah.spi.Scratches.Moment;
import dev.howdah.spi.Scratches.NeverException;
import dev.howdah.spi.Scratches.Wish;
import dev.howdah.spi.Trouble;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf(value = "there", disabledReason = "pgbackrest is not installed: apt-get install pgbackrest")
class PgScratchesTest {

    private static final String MARKER = "howdah: 6b1f1b8e-7a52-4f5e-9b6d-1d8d6f9a0001 shop/";
    private static final UUID ORDER = UUID.fromString("6b1f1b8e-7a52-4f5e-9b6d-1d8d6f9a0001");

    private static Backed backed;
    private static Instant broken;

    private final UUID scratch = UUID.randomUUID();
    private final PgScratches scratches = backed.scratches();

    static boolean there() {
        return Backed.missing().isEmpty();
    }

    @BeforeAll
    static void a_cluster_with_a_history() {
        backed = Backed.shared();
        backed.sql(
                "postgres",
                "CREATE ROLE \"shop-a-read\" LOGIN",
                "CREATE ROLE \"shop-a-admin\" LOGIN",
                "CREATE DATABASE \"shop-a\"",
                "CREATE DATABASE other",
                "COMMENT ON DATABASE \"shop-a\" IS '" + MARKER + "a'");
        backed.sql(
                "shop-a",
                "CREATE TABLE t AS SELECT g AS i FROM generate_series(1, 1000) g",
                "ALTER TABLE t OWNER TO \"shop-a-admin\"",
                "GRANT SELECT ON t TO \"shop-a-read\"");
        backed.sql("other", "CREATE TABLE o AS SELECT repeat('x', 1000) AS x FROM generate_series(1, 5000)");
        backed.backup();
        backed.sql("postgres", "SELECT pg_sleep(1.1)", "CREATE DATABASE later");
        backed.sql("later", "CREATE TABLE l AS SELECT 1 AS i");
        backed.sql("shop-a", "INSERT INTO t VALUES (-1)");
        broken = backed.now();
        backed.sql("shop-a", "DROP TABLE t");
        backed.sql("postgres", "ALTER DATABASE \"shop-a\" RENAME TO \"shop-renamed\"");
        backed.archived();
    }

    @AfterEach
    void nothing_is_left() {
        Path root = backed.home.resolve("scratch").resolve(scratch.toString());
        scratches.drop(scratch);
        assertThat(scratches.left()).doesNotContain(scratch);
        assertThat(Processes.postgres(root.resolve("data"))).isEmpty();
        scratches.drop(scratch);
    }

    private static Wish wish(String database, Instant at) {
        return new Wish(database, Set.of(), new Moment.At(at), false);
    }

    private Map<String, String> restored(Wish wish) {
        Backed.ended(() -> scratches.fetch(backed.cluster, scratch, wish));
        return Backed.ended(() -> scratches.replay(backed.cluster, scratch, wish));
    }

    @Test
    void one_database_comes_back_as_it_was_at_a_moment_and_the_others_take_no_room() {
        var forecast = scratches.forecast(backed.cluster, wish("shop-a", broken), 0);
        assertThat(forecast.known()).isTrue();
        assertThat(forecast.endedAt()).isBefore(broken);
        assertThat(forecast.bytes()).isBetween(10_000_000L, forecast.free());
        assertThat(forecast.bytes())
                .isLessThan(scratches
                        .forecast(backed.cluster, wish("shop-a", broken).all(), 0)
                        .bytes());

        Map<String, String> found = restored(wish("shop-a", broken));

        assertThat(found.get("at")).isNotNull();
        assertThat(scratches.find(backed.cluster, scratch, ORDER, wish("shop-a", broken)))
                .contains("shop-a");
        assertThat(scratches.find(backed.cluster, scratch, ORDER, wish("another name", broken)))
                .contains("shop-a");
        assertThat(scratches.counts(scratch, "shop-a")).containsExactly(new Count("public.t", 1001));
        assertThat(scratches.find(backed.cluster, scratch, UUID.randomUUID(), wish("nowhere", broken)))
                .isEmpty();
        var answer = scratches.query(
                scratch,
                "shop-a",
                List.of("shop-a-read"),
                "SELECT tableowner, (SELECT count(*) FROM t) FROM pg_tables WHERE tablename = 't'",
                Duration.ofSeconds(5),
                10);
        assertThat(answer.rows()).containsExactly(List.of("shop-a-admin", "1001"));
    }

    @Test
    void a_database_that_was_made_after_the_backup_is_made_again_by_the_log() {
        assertThat(scratches.forecast(backed.cluster, wish("later", broken), 0).known())
                .isFalse();
        restored(wish("later", broken));
        assertThat(scratches.counts(scratch, "later")).containsExactly(new Count("public.l", 1));
    }

    @Test
    void what_is_restored_is_read_as_the_tenant_and_never_as_more() {
        restored(wish("shop-a", broken));
        var as = List.of("shop-a-nobody", "shop-a-read");
        var time = Duration.ofSeconds(20);
        assertThat(scratches.query(scratch, "shop-a", as, "SELECT i FROM t ORDER BY 1", time, 2))
                .satisfies(a -> {
                    assertThat(a.columns()).containsExactly("i");
                    assertThat(a.rows()).containsExactly(List.of("-1"), List.of("1"));
                    assertThat(a.more()).isTrue();
                });
        assertThatThrownBy(() -> scratches.query(scratch, "shop-a", as, "DELETE FROM t", time, 2))
                .isInstanceOf(Trouble.class)
                .hasMessageContaining("read-only transaction");
        assertThatThrownBy(() -> scratches.query(scratch, "shop-a", as, "\\! id", time, 2))
                .hasMessageContaining("syntax error");
        assertThatThrownBy(() -> scratches.query(
                        scratch,
                        "shop-a",
                        as,
                        "RESET SESSION AUTHORIZATION; SELECT pg_read_file('PG_VERSION')",
                        time,
                        2))
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() -> scratches.query(
                        scratch,
                        "shop-a",
                        as,
                        "SET statement_timeout = 0; SELECT pg_sleep(60)",
                        Duration.ofSeconds(1),
                        2))
                .hasMessageContaining("terminating connection");
        assertThatThrownBy(() -> scratches.query(scratch, "shop-a", List.of("shop-a-nobody"), "SELECT 1", time, 2))
                .hasMessageContaining("logins were disabled");
    }

    @Test
    void a_time_before_the_first_backup_or_behind_the_log_is_refused_with_what_can_be_had() {
        assertThatThrownBy(() -> scratches.forecast(backed.cluster, wish("shop-a", Instant.EPOCH), 0))
                .isInstanceOf(NeverException.class)
                .hasMessageMatching("1970-01-01T00:00:00Z is before what can be restored: the earliest time is 20.*Z");
        Wish late = wish("shop-a", Instant.now().plusSeconds(3600));
        assertThatThrownBy(() -> restored(late))
                .isInstanceOf(NeverException.class)
                .hasMessageMatching(
                        ".* can't be reached: the archived log ends before; every time before 20.* can be restored");
    }

    @Test
    void a_backup_that_is_named_is_restored_as_it_was_when_it_ended() {
        String label =
                scratches.forecast(backed.cluster, wish("shop-a", broken), 0).label();
        restored(new Wish("shop-a", Set.of(), new Moment.Backup(label), false));
        assertThat(scratches.counts(scratch, "shop-a")).containsExactly(new Count("public.t", 1000));
        assertThatThrownBy(() -> scratches.forecast(
                        backed.cluster, new Wish("shop-a", Set.of(), new Moment.Backup("x"), false), 0))
                .hasMessageStartingWith("there is no backup x; the newest is " + label);
    }

    @Test
    void what_was_killed_is_found_and_goes_on() {
        Wish wish = wish("shop-a", broken);
        assertThat(scratches.fetch(backed.cluster, scratch, wish)).isInstanceOf(Progress.Running.class);
        Path root = backed.home.resolve("scratch").resolve(scratch.toString());
        String[] job =
                Disk.read(root.resolve("jobs/fetch/job.pid")).orElseThrow().split(" ");
        Processes.signal(-Long.parseLong(job[0]), "KILL");
        restored(wish);
        long postmaster = Long.parseLong(Disk.read(root.resolve("data/postmaster.pid"))
                .orElseThrow()
                .lines()
                .findFirst()
                .orElseThrow());
        Processes.signal(postmaster, "KILL");
        Backed.until(() -> !(new Jobs(root.resolve("jobs")).look("server").orElseThrow() instanceof Job.State.Running));
        Backed.ended(() -> backed.scratches().replay(backed.cluster, scratch, wish));
        assertThat(scratches.counts(scratch, "shop-a")).containsExactly(new Count("public.t", 1001));
        assertThat(Files.exists(root.resolve("choice.json"))).isTrue();
        assertThat(scratches.find(backed.cluster, scratch, ORDER, wish("shop-a", broken)))
                .isEqualTo(Optional.of("shop-a"));
    }
}
