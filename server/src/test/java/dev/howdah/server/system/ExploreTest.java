package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.control.Caller;
import dev.howdah.control.Explorer;
import dev.howdah.control.RefusedException;
import dev.howdah.operation.Operation;
import dev.howdah.postgres.local.Processes;
import dev.howdah.resource.InvalidException;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Role;
import dev.howdah.spi.Scratches;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Somebody looks for the second to restore to. */
@EnabledIf(value = "there", disabledReason = "pgbackrest is not installed: apt-get install pgbackrest")
class ExploreTest {

    private static final ZoneId UTC = ZoneOffset.UTC;
    private static final Duration HOUR = Duration.ofHours(1);

    private static RestoreBench bench;
    private static Ref ledger;
    private static Instant two;
    private static Instant three;
    private static Instant dropped;

    static boolean there() {
        return Files.isExecutable(Path.of("/usr/bin/pgbackrest"));
    }

    @BeforeAll
    static void a_tenant_with_a_past() {
        bench = RestoreBench.shared();
        ledger = bench.ordered("ledger", "{}");
        bench.as(ledger, Role.ADMIN, "CREATE TABLE t (i integer)", "INSERT INTO t VALUES (1)");
        bench.backup();
        bench.sql("postgres", "SELECT pg_sleep(1.1)");
        bench.as(ledger, Role.WRITE, "INSERT INTO t VALUES (2)");
        two = bench.now();
        // somebody is about to drop it, and has the lock
        three = Instant.parse(bench.as(
                ledger,
                Role.ADMIN,
                "INSERT INTO t VALUES (3)",
                "BEGIN",
                "DROP TABLE t",
                "DO 'BEGIN PERFORM pg_sleep(0.05); END'",
                "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')",
                "DO 'BEGIN PERFORM pg_sleep(0.05); END'",
                "COMMIT",
                "CREATE TABLE other (i integer)",
                "GRANT SELECT ON other TO \"shop-ledger-read\""));
        dropped = bench.now();
    }

    @AfterEach
    void nothing_is_left() {
        try {
            Operation closed = explorer().close(Caller.HOWDAH, ledger);
            bench.ended(closed);
        } catch (RefusedException e) {
            assertThat(e.why()).isEqualTo(RefusedException.Why.NOT_FOUND);
        }
        assertThat(bench.scratches().left()).isEmpty();
    }

    private static Explorer explorer() {
        return bench.plane.plane.explorer();
    }

    private static Operation begun(Instant at, Duration span) {
        return explorer().begin(Caller.HOWDAH, ledger, at.toString(), UTC, span);
    }

    private static Scratches.Answer ask(String sql) {
        return explorer().query(Caller.HOWDAH, ledger, sql, Role.READ);
    }

    private static String one(String sql) {
        return String.valueOf(ask(sql).rows().getFirst().getFirst());
    }

    private static Path scratch(Operation operation) {
        return bench.home().resolve("scratch").resolve(operation.uid().toString());
    }

    private static String fetched(Operation operation) throws IOException {
        return Files.readString(scratch(operation).resolve("jobs/fetch/job.pid"));
    }

    @Test
    void it_goes_from_one_moment_to_the_next_and_files_are_fetched_once() throws IOException {
        Operation begun = begun(two, HOUR);
        assertThatThrownBy(() -> ask("SELECT 1")).hasMessageContaining("is not open yet");
        assertThatThrownBy(() -> begun(two, HOUR)).hasMessageContaining("--step TIME");
        Operation open = bench.until(begun, "open");
        assertThat(open.message()).startsWith("shows shop/ledger as it was at " + two + ", until ");
        assertThat(one("SELECT string_agg(i::text, ' ' ORDER BY i) FROM t")).isEqualTo("1 2");
        String files = fetched(begun);

        assertThatThrownBy(() -> ask("DELETE FROM t"))
                .isInstanceOf(InvalidException.class)
                .hasMessageContaining("read-only transaction");
        assertThatThrownBy(() -> ask("SELECT pg_read_file('PG_VERSION')")).hasMessageContaining("permission denied");
        assertThatThrownBy(() -> ask("SELECT nothing")).hasMessageContaining("\"nothing\" does not exist");
        assertThat(ask("SELECT NULL, i FROM generate_series(1, 2000) i"))
                .satisfies(a -> assertThat(a.more()).isTrue())
                .satisfies(a -> assertThat(a.rows()).hasSize(Explorer.MOST_ROWS))
                .satisfies(a -> assertThat(a.rows().getFirst()).containsExactly("", "1"));
        assertThat(one("SELECT current_user")).isEqualTo("shop-ledger-read");

        // held by a transaction that was going on: a server that only pauses would wait for it for ever
        String later = "+" + Duration.between(two, three).toMillis() + "ms";
        bench.until(explorer().step(Caller.HOWDAH, ledger, later, UTC), "open");
        assertThat(one("SELECT max(i) FROM t")).isEqualTo("3");
        bench.another();
        bench.until(explorer().step(Caller.HOWDAH, ledger, dropped.toString(), UTC), "open");
        assertThatThrownBy(() -> ask("SELECT max(i) FROM t")).hasMessageContaining("\"t\" does not exist");
        assertThat(one("SELECT count(*) FROM other")).isEqualTo("0");
        assertThat(fetched(begun)).isEqualTo(files);

        Operation back = explorer().step(Caller.HOWDAH, ledger, three.toString(), UTC);
        assertThat(back.message()).contains("files are restored again");
        bench.until(back, "open");
        assertThat(one("SELECT max(i) FROM t")).isEqualTo("3");
        assertThat(explorer().of(Caller.HOWDAH, ledger).details()).containsEntry("at", three.toString());
        assertThat(fetched(begun)).isNotEqualTo(files);
    }

    @Test
    void a_server_that_was_killed_comes_back_and_one_that_is_forgotten_goes() throws IOException {
        Operation begun = begun(two, HOUR);
        bench.until(begun, "open");
        Path data = scratch(begun).resolve("view-" + begun.uid()).resolve("data");
        Processes.postgres(data).forEach(pid -> Processes.signal(pid, "KILL"));
        Seat.until(() -> "it comes back", () -> {
            bench.step(begun);
            try {
                return one("SELECT count(*) FROM t").equals("2");
            } catch (InvalidException e) {
                return false;
            }
        });
        bench.ended(explorer().close(Caller.HOWDAH, ledger));

        Operation brief = begun(two, Duration.ofSeconds(1));
        bench.until(brief, "open");
        Operation over = bench.ended(brief);
        assertThat(over.outcome()).isEqualTo(Operation.Outcome.DONE);
        assertThat(over.message()).isEqualTo("its time was over, so it was closed");
        assertThatThrownBy(() -> ask("SELECT 1"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("is not being explored");
    }

    @Test
    void it_takes_an_editor_and_a_moment_that_can_be_had() {
        var viewer = new Caller("watcher", Caller.Right.VIEWER, "shop");
        assertThatThrownBy(() -> explorer().begin(viewer, ledger, "latest", UTC, HOUR))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("may not explore");
        assertThatThrownBy(() -> begun(Instant.EPOCH, HOUR)).hasMessageContaining("the earliest time is ");
        assertThatThrownBy(() -> begun(two, Duration.ofDays(2))).hasMessageContaining("a second to 8h");
        assertThatThrownBy(() -> explorer().step(Caller.HOWDAH, ledger, "+1s", UTC))
                .hasMessageContaining("--around TIME");
    }
}
