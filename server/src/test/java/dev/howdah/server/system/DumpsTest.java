package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.aws.S3Buckets;
import dev.howdah.control.Caller;
import dev.howdah.control.RefusedException;
import dev.howdah.control.RestorePlan;
import dev.howdah.control.RestoreWish;
import dev.howdah.operation.Operation;
import dev.howdah.recovery.BackupDesk;
import dev.howdah.recovery.BackupSchedule;
import dev.howdah.resource.Condition;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Role;
import dev.howdah.spi.Backup;
import dev.howdah.spi.Bucket;
import dev.howdah.spi.Buckets;
import dev.howdah.testkit.Moto;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Databases on a server that somebody else runs, from their first dump to what comes back of it. */
@EnabledIf(value = "there", disabledReason = "pg_dump 15 is not installed: apt-get install postgresql-client-15")
class DumpsTest {

    private static final String BIN = "/usr/lib/postgresql/15/bin";

    private DumpBench bench;

    static boolean there() {
        return Files.isExecutable(Path.of(BIN, "pg_dump"));
    }

    private void open(boolean superuser) {
        open(superuser, "[]");
    }

    private void open(boolean superuser, String repositories) {
        ExistingServer server = superuser ? ExistingServer.of(15) : ExistingServer.rdsLike(15);
        bench = new DumpBench(server, repositories, DumpsTest::withoutTls, BIN);
    }

    /** As the spec says, but for what moto does not speak. */
    private static Bucket withoutTls(Buckets.Place place) {
        URI endpoint = URI.create(String.valueOf(place.endpoint()).replace("https:", "http:"));
        return new S3Buckets()
                .open(new Buckets.Place(place.bucket(), place.region(), endpoint, place.ca(), place.key()));
    }

    @AfterEach
    void nothingIsLeftOfAnyCopy() {
        if (bench == null) {
            return;
        }
        assertThat(bench.world.recovery().copies().left()).isEmpty();
        assertThat(bench.one("SELECT string_agg(rolname, ' ') FROM pg_roles WHERE rolname ~ '^howdah-(dump|load)'"))
                .isEqualTo("null");
        assertThat(bench.one(
                        "SELECT string_agg(datname, ' ') FROM pg_database WHERE datname ~ '^howdah-(restore|drill)'"))
                .isEqualTo("null");
        bench.close();
    }

    private Ref ordered() {
        Ref orders = bench.ordered("orders", "{cluster: theirs, extensions: [pg_trgm], limits: {connections: 33}}");
        bench.as(
                orders,
                Role.ADMIN,
                "CREATE TABLE t (i integer PRIMARY KEY, word text)",
                "CREATE TABLE \"Odd, (really)\" (i integer REFERENCES t)",
                "CREATE UNLOGGED TABLE passing AS SELECT 1",
                "CREATE INDEX ON t USING gin (word gin_trgm_ops)",
                "INSERT INTO t SELECT g, E'w\\n' || g FROM generate_series(1, 500) g",
                "CREATE VIEW v AS SELECT count(*) AS n FROM t");
        return orders;
    }

    private static RestoreWish to(String moment, @Nullable String as, @Nullable String confirm) {
        return new RestoreWish(moment, ZoneOffset.UTC, as, confirm);
    }

    private void done(Operation over) {
        assertThat(over.outcome()).as(over.message()).isEqualTo(Operation.Outcome.DONE);
    }

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

    private void purge(Ref ref) {
        var uid = bench.order(ref).metadata().requireUid();
        bench.plane.delete(Caller.HOWDAH, ref, true, ref.name());
        Seat.until("it is gone", () -> {
            if (bench.store.get(uid).isPresent()) {
                bench.turns(ref);
            }
            return bench.store.get(uid).isEmpty();
        });
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

    /** Two repositories: a directory and a bucket. */
    private void openWithBucket(Path temp) throws Exception {
        URI moto = URI.create(Moto.shared().url());
        try (var client = HttpClient.newHttpClient()) {
            var make = HttpRequest.newBuilder(moto.resolve("/dumps")).PUT(HttpRequest.BodyPublishers.noBody());
            client.send(make.build(), HttpResponse.BodyHandlers.discarding());
        }
        Path credentials = temp.resolve("aws");
        Files.writeString(credentials, "[default]\naws_access_key_id = AKIATEST\naws_secret_access_key = not-real\n");
        Files.setPosixFilePermissions(credentials, PosixFilePermissions.fromString("rw-------"));
        open(
                false,
                "[{path: " + temp + "}, {s3: {bucket: dumps, endpoint: '127.0.0.1:" + moto.getPort()
                        + "', credentialFile: " + credentials + "}}]");
    }

    private static void damage(Backup dump) throws IOException {
        Path rows;
        try (var files = Files.list(Path.of(dump.details().get("path")))) {
            rows = files.filter(f -> f.toString().contains(".dat.")).findFirst().orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(rows);
        bytes[bytes.length / 2] ^= 1;
        Files.write(rows, bytes);
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
    void everyDumpIsReadWholeOnceAWeek() throws IOException {
        open(true);
        Ref orders = ordered();
        Backup first = bench.dumped(orders);
        Seat.until(
                "a second is over",
                () -> !Instant.now().isBefore(first.startedAt().plusSeconds(2)));
        Backup second = bench.dumped(orders);
        assertThat(bench.backups(orders)).hasSize(2);
        damage(second);
        BackupDesk desk = new BackupDesk(bench.world);

        Operation sound = bench.ended(bench.store.inTransaction(() -> desk.verify("me", bench.order(orders), first)));
        Operation damaged =
                bench.ended(bench.store.inTransaction(() -> desk.verify("me", bench.order(orders), second)));

        done(sound);
        assertThat(sound.message()).contains(first.label(), "500 rows in 2 tables can be read");
        assertThat(damaged.outcome()).isEqualTo(Operation.Outcome.FAILED);
        assertThat(damaged.message())
                .contains(
                        second.label(),
                        "is damaged",
                        "the newest one up to then that can be restored is " + first.label());
        assertThat(bench.backups(orders)).extracting(b -> b.checkedAt() != null).containsExactly(true, true);
        assertThatThrownBy(() -> bench.plane.restore(Caller.HOWDAH, orders, to(second.label(), "new", null)))
                .hasMessageContaining("is damaged")
                .hasMessageContaining("the newest earlier one that can still be restored is " + first.label());
        assertThat(bench.plane
                        .planRestore(Caller.HOWDAH, orders, to("latest", "new", null))
                        .backup())
                .isEqualTo(first.label());
        bench.later(Duration.ofDays(8));
        assertThat(bench.world
                        .recovery()
                        .backups()
                        .unread("theirs", bench.world.clock().instant().minus(Duration.ofDays(7)), 9))
                .extracting(Backup::label)
                .containsExactly(first.label());
    }

    @Test
    void dumpsOfADatabaseThatIsGoneAreReadOn() throws IOException {
        open(true);
        Ref kept = bench.ordered("kept", "{cluster: theirs, backup: {retention: 30d}}");
        bench.as(kept, Role.ADMIN, "CREATE TABLE t AS SELECT 1 AS i");
        Backup dump = bench.dumped(kept);
        UUID order = bench.order(kept).metadata().requireUid();
        purge(kept);
        bench.later(Duration.ofDays(8));
        UUID cluster = bench.cluster().metadata().requireUid();

        bench.schedule.look();

        List<Operation> reading = bench.world.operations().running(cluster);
        assertThat(reading).hasSize(1);
        Operation over = bench.ended(reading.getFirst());
        done(over);
        assertThat(over.message())
                .isEqualTo("dump " + dump.label() + " is as it was written: 1 rows in 1 tables can be read");
        assertThat(bench.world.recovery().backups().ofOrder(order))
                .filteredOn(b -> b.uid().equals(dump.uid()))
                .singleElement()
                .satisfies(b -> assertThat(b.checkedAt()).isNotNull());
        bench.schedule.look();
        bench.world.operations().running(cluster).forEach(bench::ended);
    }

    @Test
    void aDrillLoadsADumpBesideWhatIsInUse() {
        open(false);
        Ref orders = ordered();
        assertThat(bench.ended(bench.plane.drill(Caller.HOWDAH, orders)).message())
                .contains("there is no dump of");
        bench.server.rows("postgres", "ALTER DATABASE \"" + DumpBench.pg(orders) + "\" SET timezone = 'Asia/Tokyo'");
        bench.as(
                orders,
                Role.ADMIN,
                "CREATE TABLE odd (gone int, a bytea, b timestamptz DEFAULT now(), c float8, d numeric[], r regclass,"
                        + " g int GENERATED ALWAYS AS (1) STORED)",
                "ALTER TABLE odd DROP COLUMN gone",
                "INSERT INTO odd (a, c, d, r) VALUES ('\\x00ff', 1 / 3.0, '{1.5,NaN}', 'odd')",
                "CREATE TABLE empty ()",
                "INSERT INTO empty DEFAULT VALUES",
                "CREATE TABLE parts (at date) PARTITION BY RANGE (at)",
                "CREATE TABLE parts_1 PARTITION OF parts DEFAULT",
                "INSERT INTO parts VALUES ('2026-01-01')");
        Backup dump = bench.dumped(orders);
        bench.as(orders, Role.ADMIN, "DELETE FROM t WHERE i > 10");

        Operation drill = bench.ended(bench.plane.drill(Caller.HOWDAH, orders));

        done(drill);
        assertThat(drill.message())
                .contains(
                        "restored OK in",
                        "5 tables with 503 rows, 5 compared with the source as it was when the dump of "
                                + dump.startedAt() + " was made");
        Operation touched = bench.plane.drill(Caller.HOWDAH, orders);
        bench.until(
                touched,
                () -> changed("howdah-drill-" + touched.uid().toString().substring(0, 8)));
        assertThat(bench.ended(touched).message())
                .contains("table public.t has as many rows as the source, and other ones");
        bench.ordered(
                "orders",
                "{cluster: theirs, extensions: [pg_trgm], backup: {check: 'SELECT count(*) = 10 FROM public.t'}}");
        Operation refused = bench.ended(bench.plane.drill(Caller.HOWDAH, orders));
        assertThat(refused.outcome()).isEqualTo(Operation.Outcome.FAILED);
        assertThat(refused.message()).contains("the order's own check says 'f'");
        assertThat(bench.plane.drills(Caller.HOWDAH, orders.namespace(), 10)).hasSize(4);
    }

    /** Once its rows are there. */
    private boolean changed(String database) {
        try {
            return !bench.server
                    .rows(database, "UPDATE t SET word = 'another' WHERE i = 7 RETURNING i")
                    .isEmpty();
        } catch (IllegalStateException e) {
            return false;
        }
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
