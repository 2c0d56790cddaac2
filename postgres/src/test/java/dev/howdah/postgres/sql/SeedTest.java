package dev.howdah.postgres.sql;

import static dev.howdah.postgres.sql.SeedBench.dump;
import static dev.howdah.postgres.sql.SeedBench.end;
import static dev.howdah.postgres.sql.SeedBench.target;
import static dev.howdah.postgres.sql.SeedBench.wish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.plan.DatabaseStep;
import dev.howdah.plan.Plan;
import dev.howdah.postgres.local.Run;
import dev.howdah.resource.Extension;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Role;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** New databases are filled from dumps that somebody has, as the order's admin and nobody else. */
class SeedTest {

    private static final Seat SEAT = Seat.RDS_LIKE_15;

    /** Nothing is ever left in it: one does for all that fails. */
    private static final class Hopeless {
        private static final Order INTO = Order.converged(SEAT);
    }

    @TempDir
    private Path temp;

    private SeedBench bench;

    @BeforeEach
    void open() throws IOException {
        bench = new SeedBench(temp);
    }

    @AfterEach
    void close() {
        bench.close();
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
        dump(from, bench.own.resolve(name), options.split(" "));

        Map<String, String> found = bench.filled(into, name);

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

    /** Archives take a pg_restore of the server's version, which not every machine has. */
    @Test
    void aDumpOfAnOlderVersionFillsADatabaseOfANewerOne() throws Exception {
        Order from = rich();
        Order into = Order.converged(Seat.RDS_LIKE_18);
        dump(from, bench.own.resolve("all.sql"), "--format=plain");

        Map<String, String> found = bench.filled(into, "all.sql");

        assertThat(found).containsEntry("skipped", "");
        assertThat(Estate.rows(into)).isEqualTo(Estate.rows(from));
        assertThat(into.converge()).isEqualTo(new Plan.UpToDate<DatabaseStep>());
        int version = Seat.RDS_LIKE_18.version;
        if (bench.copies.missing(version).isPresent()) {
            System.err.println(
                    "SKIPPED: archives into PostgreSQL " + version + ": there is no pg_restore of that here");
            dump(from, bench.own.resolve("all.dump"), "--format=custom");
            Order empty = Order.converged(Seat.RDS_LIKE_18);
            assertThatThrownBy(() -> bench.filled(empty, "all.dump"))
                    .hasMessageContaining("postgresql-client-" + version);
        }
    }

    private static List<String> roles(Order order) {
        return List.of(order.role(Role.ADMIN), order.role(Role.WRITE), order.role(Role.READ));
    }

    private static boolean present(String program) throws IOException {
        return Run.program(List.of("sh", "-c", "command -v " + program), Map.of())
                .ok();
    }

    @Test
    void whatIsPackedIsUnpackedWhateverItsNameSays() throws Exception {
        Order from = Order.converged(SEAT);
        from.as(Role.ADMIN, "CREATE TABLE t AS SELECT g FROM generate_series(1, 1000) g");
        Path sql = dump(from, bench.own.resolve("t.sql"), "--format=plain");
        Path custom = dump(from, bench.own.resolve("t.dump"), "--format=custom");
        bench.shell("tar czf t.tgz -C " + dump(from, bench.own.resolve("d"), "--format=directory") + " .");
        for (String packed : List.of("gzip", "zstd", "lz4", "bzip2", "xz")) {
            if (!present(packed)) {
                System.err.println("SKIPPED: seeds packed by " + packed + ": there is no such program here");
                continue;
            }
            bench.shell(packed + " -c < " + sql.getFileName() + " > fence.x");
            UUID work = bench.work();
            assertThat(end(() -> bench.seeds.fetch(work, wish("fence.x")))
                            .found()
                            .get("kind"))
                    .startsWith("plain SQL, " + packed);
        }
        Order last = Order.converged(SEAT);
        bench.shell((present("zstd") ? "zstd -qc < " : "gzip -c < ") + sql.getFileName() + " > fence.x");
        bench.filled(last, "fence.x");
        assertThat(Estate.rows(last)).isEqualTo(Estate.rows(from));
        bench.shell("gzip -c < " + custom.getFileName() + " > c.gz");
        for (String archive : List.of("c.gz", "t.tgz")) {
            Order into = Order.converged(SEAT);
            bench.filled(into, archive);
            assertThat(Estate.rows(into)).isEqualTo(Estate.rows(from));
        }
    }

    @Test
    void whatADumpSaysOfOtherRolesIsTakenForTheAdminsOrLeftOutAndSaid() throws Exception {
        Files.writeString(bench.own.resolve("odd.sql"), """
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

        Map<String, String> found = bench.filled(into, "odd.sql");

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
                bench.own.resolve("bad.sql"),
                text.replace("\\n", "\n").replace("\\\\", "\\").replace("%1$s", into.names.database()));

        assertThatThrownBy(() -> bench.filled(into, "bad.sql"))
                .isInstanceOfSatisfying(
                        Trouble.class, t -> assertThat(t.reason()).isEqualTo(Reason.FAILED))
                .hasMessageContaining(line + ": ")
                .hasMessageContaining(what);
        assertThat(SEAT.rootRows(
                        into.names.database(), "SELECT relname FROM pg_class WHERE oid >= 16384 AND relkind = 'r'"))
                .isEmpty();
    }

    /** A row of 100 MiB is never in memory as a whole; a process that dies right behind its commit knows that it did. */
    @Test
    void longRowsStreamAndACommitIsFoundAgain() throws Exception {
        try (var out = Files.newBufferedWriter(bench.own.resolve("long.sql"))) {
            out.write("CREATE TABLE t (x text);\nCOPY t FROM stdin;\n");
            String piece = "x".repeat(1 << 20);
            for (int i = 0; i < 100; i++) {
                out.write(piece);
            }
            out.write("\n\\.\n");
        }
        Order into = Order.converged(SEAT);
        UUID work = bench.work();
        end(() -> bench.seeds.fetch(work, wish("long.sql")));
        end(() -> bench.seeds.pour(work, target(into), 1));
        Files.delete(bench.home.resolve("copies").resolve(work.toString()).resolve("seed/plain.loaded"));

        end(() -> bench.seeds.pour(work, target(into), 1));

        assertThat(SEAT.rootRows(into.names.database(), "SELECT length(x) FROM t"))
                .containsExactly(Integer.toString(100 << 20));
    }

    @Test
    void whatIsCalledOffEndsOnTheServerToo() throws Exception {
        Files.writeString(bench.own.resolve("slow.sql"), "CREATE TABLE t (x int);\nSELECT pg_sleep(600);\n");
        Order into = Order.converged(SEAT);
        UUID work = bench.work();
        end(() -> bench.seeds.fetch(work, wish("slow.sql")));
        String sleeps = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(600)%'";
        while (!SEAT.rootRows("postgres", sleeps).equals(List.of("1"))) {
            bench.seeds.pour(work, target(into), 1);
            LockSupport.parkNanos(20_000_000);
        }

        bench.copies.forget(work);

        // the next one is alone in the database
        Files.writeString(bench.own.resolve("slow.sql"), "CREATE TABLE u (x int);");
        bench.filled(into, "slow.sql");
        assertThat(SEAT.rootRows(
                        into.names.database(), "SELECT relname FROM pg_class WHERE oid >= 16384 AND relkind = 'r'"))
                .containsExactly("u");
    }
}
