package dev.howdah.postgres.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.plan.DatabaseStep;
import dev.howdah.plan.Plan;
import dev.howdah.postgres.dump.PgCopies;
import dev.howdah.postgres.local.LocalHome;
import dev.howdah.postgres.local.PgBinaries;
import dev.howdah.postgres.local.Run;
import dev.howdah.postgres.seed.PgSeeds;
import dev.howdah.resource.Extension;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Role;
import dev.howdah.resource.SeedPlace;
import dev.howdah.spi.Copies;
import dev.howdah.spi.Progress;
import dev.howdah.spi.Seeds;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** New databases are filled from dumps that somebody has, as the order's admin and nobody else. */
class SeedTest {

    private static final Path BIN = Path.of("/usr/lib/postgresql/15/bin");
    private static final Seat SEAT = Seat.RDS_LIKE_15;

    /** Nothing is ever left in it: one does for all that fails. */
    private static final class Hopeless {
        private static final Order INTO = Order.converged(SEAT);
    }

    @TempDir
    private Path temp;

    private final List<UUID> works = new ArrayList<>();
    private Path home;
    private Path own;
    private PgCopies copies;
    private Seeds seeds;

    @BeforeEach
    void home() throws IOException {
        home = LocalHome.prepare(temp.resolve("home"));
        own = Files.createDirectories(home.resolve("seeds/team"));
        copies = new PgCopies(home, new PgBinaries(home, Optional.of(BIN)));
        seeds = new PgSeeds(home, copies, place -> {
            throw new IllegalStateException("no buckets here");
        });
    }

    @AfterEach
    void destroy() {
        works.forEach(copies::forget);
        assertThat(copies.left()).isEmpty();
        LocalHome.destroy(home, note -> {});
    }

    private UUID work() {
        works.add(UUID.randomUUID());
        return works.getLast();
    }

    private static Seeds.Wish wish(String from, SeedPlace... places) {
        return new Seeds.Wish("team", "fence", new dev.howdah.resource.Seed(from, null), List.of(places));
    }

    private Map<String, String> filled(Order into, String from) {
        UUID work = work();
        Map<String, String> found =
                new HashMap<>(end(() -> seeds.fetch(work, wish(from))).found());
        found.putAll(end(() -> seeds.pour(work, target(into), 2)).found());
        copies.forget(work);
        return found;
    }

    private static Order rich() {
        Order order = Order.converged(SEAT).extensions(new Extension("pg_trgm", "public", null));
        order.converge();
        Estate.fill(order);
        order.converge();
        return order;
    }

    /** The extension is trusted, so the admin makes it where the order does not name it. */
    @ParameterizedTest
    @CsvSource({
        "--format=custom, all.bin, custom archive",
        "--format=directory, all/, directory archive",
        "--format=tar, all.tar, tar",
        "--format=plain --clean --if-exists, all, plain SQL",
        "--format=plain --create --inserts --encoding=LATIN1, all.txt, plain SQL"
    })
    void everythingInADumpOfAnyKindIsThere(String options, String name, String kind) throws Exception {
        Order from = rich();
        Order into = Order.converged(SEAT);
        dump(from, own.resolve(name), options.split(" "));

        Map<String, String> found = filled(into, name);

        assertThat(found.get("kind")).startsWith(kind);
        assertThat(found.get("skipped"))
                .isEqualTo(options.contains("--create") ? "setting of role " + from.role(Role.ADMIN) : "");
        assertThat(Estate.rows(into)).isEqualTo(Estate.rows(from)).hasSizeGreaterThan(10);
        assertThat(SEAT.rootRows(
                        into.names.database(),
                        "SELECT DISTINCT r.rolname FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE c.oid >="
                                + " 16384 AND r.rolname NOT IN ('" + String.join("', '", roles(into)) + "')"))
                .isEmpty();
        assertThat(into.converge()).isEqualTo(new Plan.UpToDate<DatabaseStep>());
        assertThat(SEAT.rootRows("postgres", "SELECT rolname FROM pg_roles WHERE rolname ~ '^howdah-(dump|load)-'"))
                .isEmpty();
    }

    private static List<String> roles(Order order) {
        return List.of(order.role(Role.ADMIN), order.role(Role.WRITE), order.role(Role.READ));
    }

    @Test
    void whatIsPackedIsUnpackedWhateverItsNameSays() throws Exception {
        Order from = Order.converged(SEAT);
        from.as(Role.ADMIN, "CREATE TABLE t AS SELECT g FROM generate_series(1, 1000) g");
        Path sql = dump(from, own.resolve("t.sql"), "--format=plain");
        Path custom = dump(from, own.resolve("t.dump"), "--format=custom");
        shell("tar czf t.tgz -C " + dump(from, own.resolve("d"), "--format=directory") + " .");
        for (String packed : List.of("gzip", "zstd", "lz4", "bzip2", "xz")) {
            shell(packed + " -c < " + sql.getFileName() + " > fence.x");
            UUID work = work();
            assertThat(end(() -> seeds.fetch(work, wish("fence.x"))).found().get("kind"))
                    .startsWith("plain SQL, " + packed);
        }
        Order last = Order.converged(SEAT);
        shell("zstd -qc < " + sql.getFileName() + " > fence.x");
        filled(last, "fence.x");
        assertThat(Estate.rows(last)).isEqualTo(Estate.rows(from));
        shell("gzip -c < " + custom.getFileName() + " > c.gz");
        for (String archive : List.of("c.gz", "t.tgz")) {
            Order into = Order.converged(SEAT);
            filled(into, archive);
            assertThat(Estate.rows(into)).isEqualTo(Estate.rows(from));
        }
    }

    @Test
    void whatADumpSaysOfOtherRolesIsTakenForTheAdminsOrLeftOutAndSaid() throws Exception {
        Files.writeString(own.resolve("odd.sql"), """
                \\restrict abc
                SET transaction_timeout = 0;
                SET client_encoding = 'LATIN1';
                SELECT pg_catalog.set_config('search_path', '', false);
                SET SESSION AUTHORIZATION 'postgres';
                SET default_tablespace = fast;
                CREATE EXTENSION ltree WITH SCHEMA public;
                CREATE EXTENSION postgis WITH SCHEMA public;
                COMMENT ON EXTENSION ltree IS 'x';
                CREATE SCHEMA app AUTHORIZATION bob;
                CREATE TABLE app.t (id int, name text, path public.ltree);
                ALTER TABLE app.t OWNER TO bob;
                COPY app.t (id, name, path) FROM stdin;
                1\tB\u00f6b\ta.b
                \\.
                GRANT SELECT ON TABLE app.t TO alice, PUBLIC;
                GRANT alice TO bob;
                ALTER DEFAULT PRIVILEGES FOR ROLE carol GRANT SELECT ON TABLES TO alice;
                CREATE EVENT TRIGGER et ON ddl_command_end EXECUTE FUNCTION app.nothing();
                ALTER DATABASE x SET work_mem = '1GB';
                BEGIN;
                CREATE FUNCTION app.two() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END;
                CREATE FUNCTION app.three() RETURNS text LANGUAGE sql AS $a$ SELECT '; -- $b$' $a$;
                COMMIT;
                \\unrestrict abc
                """, java.nio.charset.StandardCharsets.ISO_8859_1);
        Order into = Order.converged(SEAT);

        Map<String, String> found = filled(into, "odd.sql");

        assertThat(found.get("strangers").lines()).containsExactly("alice", "carol");
        assertThat(found.get("skipped").lines())
                .containsExactly(
                        "extension postgis (name it in spec.extensions)",
                        "membership: GRANT alice TO bob",
                        "EVENT TRIGGER et",
                        "setting work_mem of the database");
        assertThat(SEAT.rootRows(
                        into.names.database(), "SELECT name || app.two() || path::text || app.three() FROM app.t"))
                .containsExactly("B\u00f6b2a.b; -- $b$");
        assertThat(SEAT.rootRows(
                        into.names.database(), "SELECT relacl::text LIKE '%=r/%' FROM pg_class WHERE relname = 't'"))
                .containsExactly("t");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT 1;\\n\\\\! touch /tmp/x\\n|line 2|command of psql",
                "SELECT 1;\\n\\\\copy t from program 'id'\\n|line 2|command of psql",
                "SELECT 1 \\\\g /tmp/x\\n|line 1|command of psql",
                "CREATE TABLE t (x text);\\n\\nCOPY t FROM PROGRAM 'id';|line 3|must be superuser",
                "SELECT 1;\\nSELECT pg_read_file('/etc/passwd');|line 2|permission denied",
                "CREATE TABLE t (x int);\\nROLLBACK;|line 2|one transaction",
                "CREATE TABLE t (x int);\\nPREPARE TRANSACTION 'x';|line 2|one transaction",
                "SET standard_conforming_strings = off;\\nSELECT '\\\\''; COMMIT; SELECT '1';|line 2|transaction",
                "DO $$ BEGIN COMMIT; END $$;|line 1|invalid transaction termination",
                "SELECT 1;\\nDROP ROLE \"%1$s-admin\";|line 2|permission denied",
                "CREATE ROLE x SUPERUSER;|line 1|pg_dumpall",
                "ALTER ROLE \"%1$s-admin\" SUPERUSER;|line 1|must be superuser",
                "SELECT 1;\\n\\\\connect other\\nSELECT 1;\\n\\\\connect postgres\\n|line 4|a second database",
                "CREATE TABLE t (x int);\\nCOPY t FROM stdin;\\n1\\n2\\nthree\\n\\\\.\\n|line 5|invalid input syntax",
                "CREATE TABLE t (x int);\\nCOPY t FROM stdin;\\n1\\n2|line 4|cut off in the rows that begin in line 3",
                "-- PostgreSQL database dump\\nSELECT 1;\\n|line 3|it is cut off",
                "SELECT 'x|line 1|unterminated quoted string",
                "CREATE TABLE t (x int);\\n\\nSELECT *\\n  FROM u;|line 4|relation \"u\" does not exist",
                "SELECT repeat('x', 100000000);|line 1|answers more than",
                "-- MySQL dump 10\\nSELECT 1;|line 2|MySQL"
            })
    void whatCanNotBeLoadedSaysItsLineAndLeavesNothing(String text, String line, String what) throws Exception {
        Order into = Hopeless.INTO;
        Files.writeString(
                own.resolve("bad.sql"),
                text.replace("\\n", "\n").replace("\\\\", "\\").replace("%1$s", into.names.database()));

        assertThatThrownBy(() -> filled(into, "bad.sql"))
                .isInstanceOfSatisfying(
                        Trouble.class, t -> assertThat(t.reason()).isEqualTo(Reason.FAILED))
                .hasMessageContaining(line + ": ")
                .hasMessageContaining(what);
        assertThat(SEAT.rootRows(
                        into.names.database(), "SELECT relname FROM pg_class WHERE oid >= 16384 AND relkind = 'r'"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/etc/passwd",
                "../other/x.sql",
                "/tmp/../etc/passwd",
                "https://example.org/x.sql",
                "s3://bucket/x",
                "https://allowed.example.org.evil.example/x",
                "https://allowed.example.org:444/x",
                "http://allowed.example.org/x",
                "s3://bucket/env-other/x"
            })
    void nothingIsTakenFromWhereItIsNotAllowed(String from) {
        var places = new SeedPlace[] {
            SeedPlace.named("https://allowed.example.org"),
            SeedPlace.named("s3://bucket/env"),
            SeedPlace.named("/srv/dumps/{namespace}")
        };

        assertThatThrownBy(() -> seeds.refusal(wish(from, places)).ifPresent(why -> {
                    throw new IllegalArgumentException(why);
                }))
                .isInstanceOf(IllegalArgumentException.class);
        for (String good : List.of(
                "https://allowed.example.org/x",
                "https://ALLOWED.example.org:443/x?sig=1",
                "s3://bucket/env/v/x.sql",
                "/srv/dumps/team/x",
                "x.sql",
                own + "/x")) {
            assertThat(seeds.refusal(wish(good, places))).as(good).isEmpty();
        }
    }

    @Test
    void linksDoNotLeadOutAndArchivesNameNoOtherFiles() throws Exception {
        Order from = Order.converged(SEAT);
        from.as(Role.ADMIN, "CREATE TABLE secrets (x text); INSERT INTO secrets VALUES ('a')");
        Files.createSymbolicLink(own.resolve("link"), Path.of("/etc/passwd"));
        refused("link", "it leads out of");
        refused("none", "there is no such file");
        Path dir = dump(from, own.resolve("d"), "--format=directory", "--compress=0");
        Path toc = dir.resolve("toc.dat");
        String bytes = Files.readString(toc, java.nio.charset.StandardCharsets.ISO_8859_1);
        String file = String.valueOf(dir.toFile().list((d, n) -> n.matches("\\d+\\.dat"))[0]);
        String evil = "../" + "x".repeat(file.length() - 3);
        Files.writeString(toc, bytes.replace(file, evil), java.nio.charset.StandardCharsets.ISO_8859_1);
        refused("d", "names a file that pg_dump does not write");
        Files.writeString(toc, bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
        Files.delete(dir.resolve(file));
        refused("d", "is missing");
        Path custom = dump(from, own.resolve("c"), "--format=custom");
        Files.write(custom, java.util.Arrays.copyOf(Files.readAllBytes(custom), 300));
        refused("c", "it is cut off or damaged");
        shell("head -c 3000 /usr/lib/postgresql/15/bin/pg_dump | gzip | head -c 100 > cut.gz");
        refused("cut.gz", "it is cut off or damaged");
        Files.writeString(own.resolve("sqlite"), "SQLite format 3\0");
        refused("sqlite", "SQLite");
        Files.writeString(own.resolve("page"), "\n<!DOCTYPE html>");
        refused("page", "a page");
        Files.writeString(own.resolve("empty"), "");
        refused("empty", "empty");
    }

    private void refused(String from, String why) {
        UUID work = work();
        assertThatThrownBy(() -> end(() -> seeds.fetch(work, wish(from))))
                .isInstanceOf(Trouble.class)
                .hasMessageContaining(why);
    }

    @Test
    void aFileThatIsNotTheOneThatWasMeantIsNotLoaded() throws Exception {
        Files.writeString(own.resolve("x.sql"), "SELECT 1;");
        UUID work = work();
        var meant = new Seeds.Wish("team", "fence", new dev.howdah.resource.Seed("x.sql", "0".repeat(64)), List.of());

        assertThatThrownBy(() -> end(() -> seeds.fetch(work, meant)))
                .hasMessageContaining("not the file that was meant");

        String sha = "17db4fd369edb9244b9f91d9aeed145c3d04ad8ba6e95d06247f07a63527d11a";
        var right = new Seeds.Wish("team", "fence", new dev.howdah.resource.Seed("x.sql", sha), List.of());
        assertThat(end(() -> seeds.fetch(work, right)).found()).containsKey("kind");
    }

    /** A row of 100 MiB is never in memory as a whole; a process that dies right behind its commit knows that it did. */
    @Test
    void longRowsStreamAndACommitIsFoundAgain() throws Exception {
        try (var out = Files.newBufferedWriter(own.resolve("long.sql"))) {
            out.write("CREATE TABLE t (x text);\nCOPY t FROM stdin;\n");
            String piece = "x".repeat(1 << 20);
            for (int i = 0; i < 100; i++) {
                out.write(piece);
            }
            out.write("\n\\.\n");
        }
        Order into = Order.converged(SEAT);
        UUID work = work();
        end(() -> seeds.fetch(work, wish("long.sql")));
        end(() -> seeds.pour(work, target(into), 1));
        Files.delete(home.resolve("copies").resolve(work.toString()).resolve("seed/plain.loaded"));

        end(() -> seeds.pour(work, target(into), 1));

        assertThat(SEAT.rootRows(into.names.database(), "SELECT length(x) FROM t"))
                .containsExactly(Integer.toString(100 << 20));
    }

    @Test
    void whatIsCalledOffEndsOnTheServerToo() throws Exception {
        Files.writeString(own.resolve("slow.sql"), "CREATE TABLE t (x int);\nSELECT pg_sleep(600);\n");
        Order into = Order.converged(SEAT);
        UUID work = work();
        end(() -> seeds.fetch(work, wish("slow.sql")));
        String sleeps = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(600)%'";
        while (!SEAT.rootRows("postgres", sleeps).equals(List.of("1"))) {
            seeds.pour(work, target(into), 1);
            LockSupport.parkNanos(20_000_000);
        }

        copies.forget(work);

        // the next one is alone in the database
        Files.writeString(own.resolve("slow.sql"), "CREATE TABLE u (x int);");
        filled(into, "slow.sql");
        assertThat(SEAT.rootRows(
                        into.names.database(), "SELECT relname FROM pg_class WHERE oid >= 16384 AND relkind = 'r'"))
                .containsExactly("u");
    }

    private static Path dump(Order order, Path to, String... options) throws Exception {
        var root = order.seat.server().superuser();
        var command = new ArrayList<>(
                List.of(BIN.resolve("pg_dump").toString(), "--dbname=" + order.names.database(), "--file=" + to));
        command.addAll(List.of(options));
        var ended = Run.program(
                command,
                Map.of(
                        "PGHOST", "127.0.0.1",
                        "PGPORT", Integer.toString(order.seat.server().port()),
                        "PGUSER", root.user(),
                        "PGPASSWORD", root.password()));
        assertThat(ended.ok()).as(ended.output()).isTrue();
        return to;
    }

    private void shell(String command) throws Exception {
        var ended = Run.program(List.of("sh", "-c", "cd " + own + " && " + command), Map.of());
        assertThat(ended.ok()).as(ended.output()).isTrue();
    }

    private static Copies.Into target(Order order) {
        return new Copies.Into(order.seat.access(), order.uid, order.names.database(), order.names);
    }

    private static Progress.Ended end(Supplier<Progress> work) {
        while (true) {
            switch (work.get()) {
                case Progress.Ended ended -> {
                    return ended;
                }
                case Progress.Running r -> LockSupport.parkNanos(20_000_000);
            }
        }
    }
}
