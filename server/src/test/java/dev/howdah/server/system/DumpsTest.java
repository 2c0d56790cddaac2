package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.aws.S3Buckets;
import dev.howdah.control.Caller;
import dev.howdah.control.RefusedException;
import dev.howdah.control.RestorePlan;
import dev.howdah.operation.Operation;
import dev.howdah.recovery.BackupSchedule;
import dev.howdah.resource.Condition;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Role;
import dev.howdah.spi.Backup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Databases on a server that somebody else runs, from their first dump to what comes back of it. */
@EnabledIf(value = "there", disabledReason = "pg_dump 15 is not installed: apt-get install postgresql-client-15")
class DumpsTest extends DumpStage {

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDatabaseIsDumpedAndComesBackAsANewOneAndInPlace(boolean superuser) {
        open(superuser);
        Ref orders = ordered();
        assertThatThrownBy(() -> bench.plane.restore(Caller.HOWDAH, orders, to("latest", "early", null)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("there is no dump of database");
        Operation taken = bench.ended(bench.plane.backup(Caller.HOWDAH, orders, null));
        done(taken);
        assertThat(taken.message()).startsWith("dump 2").contains(" in ");
        Backup dump = bench.backups(orders).getFirst();
        bench.as(orders, Role.WRITE, "INSERT INTO t VALUES (501, 'late')");
        bench.as(orders, Role.ADMIN, "DELETE FROM t WHERE i > 10");

        RestorePlan plan = bench.plane.planRestore(Caller.HOWDAH, orders, to("latest", "new", null));
        assertThat(plan.sentence())
                .contains("as it was at " + dump.startedAt(), "from dump " + dump.label(), "ago", "is not in it");
        assertThatThrownBy(() -> bench.plane.restore(Caller.HOWDAH, orders, to("1 day ago", "new", null)))
                .hasMessageContaining("the oldest dump")
                .hasMessageContaining(dump.startedAt().toString());
        Operation beside = bench.ended(bench.plane.restore(Caller.HOWDAH, orders, to("latest", "new", null)));

        done(beside);
        assertThat(beside.message())
                .isEqualTo("restored 2 tables with 500 rows, as " + orders.path() + " was at " + dump.startedAt());
        Ref made = Ref.database(orders.namespace(), "new");
        bench.turns(made);
        assertThat(bench.order(made).status().ready()).isTrue();
        assertThat(bench.as(made, Role.READ, "SELECT n FROM v")).isEqualTo("500");
        assertThat(bench.as(made, Role.WRITE, "INSERT INTO t VALUES (600, 'x') RETURNING i"))
                .isEqualTo("600");
        assertThat(bench.as(orders, Role.READ, "SELECT n FROM v")).isEqualTo("10");

        String password =
                bench.plane.credential(Caller.HOWDAH, orders, Role.READ).password();
        Operation inPlace = bench.ended(bench.plane.restore(Caller.HOWDAH, orders, to(dump.label(), null, "orders")));

        done(inPlace);
        assertThat(inPlace.message()).contains("2 tables with 500 rows", "nobody could log in for", "kept aside");
        bench.turns(orders);
        assertThat(bench.order(orders).status().ready()).isTrue();
        assertThat(bench.plane.credential(Caller.HOWDAH, orders, Role.READ).password())
                .isEqualTo(password);
        assertThat(bench.as(orders, Role.READ, "SELECT n FROM v")).isEqualTo("500");
        assertThat(bench.one("SELECT datconnlimit FROM pg_database WHERE datname = '" + DumpBench.pg(orders) + "'"))
                .isEqualTo("33");

        done(bench.ended(bench.plane.undoRestore(Caller.HOWDAH, orders)));
        assertThat(bench.as(orders, Role.READ, "SELECT n FROM v")).isEqualTo("10");
        bench.server.rows("postgres", "DROP DATABASE \"" + DumpBench.pg(orders) + "\" WITH (FORCE)");
        done(bench.ended(bench.plane.restore(Caller.HOWDAH, orders, to("latest", null, "orders"))));
        assertThat(bench.as(orders, Role.READ, "SELECT n FROM v"))
                .as("dropped behind our back")
                .isEqualTo("500");
        bench.as(orders, Role.WRITE, "INSERT INTO t VALUES (501, 'the last')");
        purge(orders);
        done(bench.ended(bench.plane.restore(Caller.HOWDAH, orders, to("latest", null, null))));
        bench.turns(orders);
        assertThat(bench.as(orders, Role.READ, "SELECT n FROM v"))
                .as("purged, with a last dump")
                .isEqualTo("501");
    }

    @Test
    void dumpsAreTakenOnScheduleAndKeptForAsLongAsIsWanted() throws IOException {
        open(false);
        Ref orders = ordered();
        assertThat(bench.cluster()
                        .status()
                        .condition(Condition.BACKED_UP)
                        .orElseThrow()
                        .status())
                .isEqualTo(Condition.Holds.Unknown);
        bench.schedule.look();
        bench.schedule.look();
        assertThat(bench.running(orders)).as("the first at once, and once").hasSize(1);
        done(bench.ended(bench.running(orders).getFirst()));
        bench.schedule.look();
        assertThat(bench.running(orders)).isEmpty();
        assertThat(bench.cluster()
                        .status()
                        .condition(Condition.BACKED_UP)
                        .orElseThrow()
                        .status())
                .isEqualTo(Condition.Holds.True);

        bench.later(Duration.ofHours(25));
        bench.schedule.look();
        done(bench.ended(bench.running(orders).getFirst()));
        List<Backup> two = bench.backups(orders);
        assertThat(two).hasSize(2);
        var range = bench.plane.get(Caller.HOWDAH, orders).status().recoverable();
        assertThat(range.from()).isEqualTo(two.getLast().startedAt());
        assertThat(range.to()).isEqualTo(two.getFirst().startedAt());

        bench.later(Duration.ofHours(25));
        bench.schedule.look();
        done(bench.ended(bench.running(orders).getFirst()));
        List<Backup> kept = bench.backups(orders);
        assertThat(kept).as("for two days").hasSize(2).doesNotContain(two.getLast());

        // the Store forgets all of it
        kept.forEach(b -> bench.world.recovery().backups().remove(b.uid()));
        new BackupSchedule(bench.world).look();
        assertThat(bench.backups(orders)).isEqualTo(kept);
        assertThat(bench.plane.backups(Caller.HOWDAH, orders.namespace(), null, 10))
                .isEqualTo(kept);
        assertThat(bench.running(orders)).isEmpty();

        Path place = Path.of(kept.getFirst().details().get("path"));
        try (var files = Files.list(place)) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .contains("manifest.json", "howdah.json", "rows.json", "toc.dat");
        }
    }

    @Test
    void aDamagedDumpIsFoundAndItsCopyInABucketIsRestored(@TempDir Path temp) throws Exception {
        openWithBucket(temp);
        Ref orders = ordered();
        done(bench.ended(bench.plane.backup(Caller.HOWDAH, orders, null)));
        List<Backup> both = bench.backups(orders);
        assertThat(both).extracting(Backup::repository).containsExactly(1, 2);
        assertThat(both.get(1).details().get("path")).startsWith("s3://dumps/howdah/theirs/dumps/");
        assertThat(both.get(1).stored()).isEqualTo(both.get(0).stored());
        damage(both.get(0));
        bench.later(Duration.ofHours(47));

        done(bench.ended(bench.plane.restore(Caller.HOWDAH, orders, to("latest", "new", null))));

        assertThat(bench.as(Ref.database(orders.namespace(), "new"), Role.READ, "SELECT n FROM v"))
                .isEqualTo("500");
        new BackupSchedule(bench.world).look();
        assertThat(bench.backups(orders).get(0).trouble()).contains("is damaged: file", "was changed");
        assertThat(bench.backups(orders).get(1).trouble()).isNull();
        var backedUp = bench.cluster().status().condition(Condition.BACKED_UP).orElseThrow();
        assertThat(backedUp.reason()).isEqualTo(Reason.BACKUP_FAILED);
        assertThat(backedUp.message()).contains("damaged dumps", both.get(0).label());
        bench.running(orders).forEach(o -> bench.plane.cancel(Caller.HOWDAH, o.uid()));
        bench.running(orders).forEach(bench::ended);
    }

    @Test
    void aNewOrderIsFilledFromADumpOnAServerOfSomebodyElse() throws Exception {
        open(false);
        bench.seed("people.sql", """
                CREATE TABLE people (id int PRIMARY KEY, name text);
                ALTER TABLE people OWNER TO fence_gen3;
                COPY people (id, name) FROM stdin;
                1\tAda
                \\.
                GRANT SELECT ON people TO reporting;
                """);
        Ref people = bench.ordered("people", "{cluster: theirs, seed: {from: people.sql}}");
        Operation filled = bench.ended(bench.running(people).getFirst());
        done(filled);
        assertThat(filled.message())
                .startsWith("filled from people.sql (plain SQL")
                .endsWith("reporting");
        bench.turns(people);
        assertThat(bench.as(people, Role.WRITE, "INSERT INTO people VALUES (2, 'Grace') RETURNING id"))
                .isEqualTo("2");

        Path custom = bench.home.resolve("seeds").resolve(people.namespace()).resolve("people.dump");
        var dump = new ProcessBuilder(BIN + "/pg_dump", "-Fc", "--file=" + custom, DumpBench.pg(people)).inheritIO();
        dump.environment()
                .putAll(Map.of(
                        "PGHOST", "127.0.0.1",
                        "PGPORT", Integer.toString(bench.server.pg().port()),
                        "PGUSER", bench.server.pg().superuser().user(),
                        "PGPASSWORD", bench.server.pg().superuser().password()));
        assertThat(dump.start().waitFor()).isZero();
        Ref again = bench.ordered("again", "{cluster: theirs, seed: {from: people.dump}}");
        done(bench.ended(bench.running(again).getFirst()));
        bench.turns(again);
        assertThat(bench.as(again, Role.READ, "SELECT string_agg(name, ' ' ORDER BY id) FROM people"))
                .isEqualTo("Ada Grace");
    }

    @Test
    void whereNothingCanDumpItIsSaidWhatToInstall() {
        bench = new DumpBench(ExistingServer.of(15), "[]", new S3Buckets(), "/nowhere");
        var backedUp = bench.cluster().status().condition(Condition.BACKED_UP).orElseThrow();
        if (backedUp.reason() == Reason.BACKUPS_OFF) {
            assertThat(backedUp.message()).contains("install postgresql-client-15");
        }
        assertThat(bench.world.recovery().copies().missing(18))
                .hasValueSatisfying(
                        why -> assertThat(why).contains("no pg_dump for PostgreSQL 18", "postgresql-client-18"));
    }
}
