package dev.howdah.postgres.sql;

import static dev.howdah.postgres.sql.SeedBench.end;
import static dev.howdah.postgres.sql.SeedBench.target;
import static dev.howdah.postgres.sql.SeedBench.wish;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.howdah.resource.Role;
import dev.howdah.resource.SeedPlace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 of the control plane while it fetches or pours a seed: the next one goes on or begins again. */
class SeedKillsTest {

    private static final long PATIENCE = 60_000_000_000L;
    private static final Seat SEAT = Seat.RDS_LIKE_15;
    private static final String WAIT = "SELECT pg_advisory_xact_lock(4711)";
    private static final String WAITING =
            "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database ="
                    + " (SELECT oid FROM pg_database WHERE datname = current_database())";

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
        assertThat(SEAT.rootRows("postgres", "SELECT rolname FROM pg_roles WHERE rolname ~ '^howdah-(dump|load)-'"))
                .isEmpty();
    }

    /** A control plane that fills one order, told on its standard input which. */
    static final class Filler {
        private Filler() {}

        public static void main(String[] args) throws IOException {
            String[] said = new String(System.in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).split("\n");
            SeedBench.fill(Path.of(args[0]), UUID.fromString(args[1]), said);
        }
    }

    private Process filler(UUID work, Order into, String from) throws IOException {
        Process filler = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Filler.class.getName(),
                        bench.home.toString(),
                        work.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var out = filler.outputWriter()) {
            out.write(String.join("\n", SeedBench.said(into, from)));
        }
        return filler;
    }

    private static void killed(Process filler, BooleanSupplier once) throws InterruptedException {
        while (!once.getAsBoolean()) {
            assertThat(filler.isAlive()).isTrue();
            LockSupport.parkNanos(5_000_000);
        }
        filler.destroyForcibly().waitFor();
    }

    @Test
    void aFetchThatWasKilledGoesOn() throws Exception {
        String sql = "CREATE TABLE t AS SELECT 1 AS i; -- " + "x".repeat(100_000);
        var over = new CountDownLatch(1);
        var ranges = new java.util.concurrent.CopyOnWriteArrayList<String>();
        HttpServer web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        web.createContext("/", x -> answer(x, sql.getBytes(java.nio.charset.StandardCharsets.UTF_8), ranges, over));
        web.start();
        String from = "http://127.0.0.1:" + web.getAddress().getPort() + "/fence.sql";
        Order into = Order.converged(SEAT);
        UUID work = bench.work();
        Path fetched = bench.copies.directory(work).resolve("fetched");
        try {
            killed(filler(work, into, from), () -> fetched.toFile().length() >= 60_000);

            end(() -> bench.seeds.fetch(work, wish(from, SeedPlace.named(from))));
            end(() -> bench.seeds.pour(work, target(into), 1));

            assertThat(ranges).containsExactly("all", "bytes=60000-");
            assertThat(fetched).hasContent(sql);
            assertThat(SEAT.rootRows(into.names.database(), "SELECT i FROM t")).containsExactly("1");
        } finally {
            over.countDown();
            web.stop(0);
        }
    }

    /** Whoever asks for all gets 60,000 bytes of it, and no end. */
    private static void answer(HttpExchange x, byte[] body, List<String> ranges, CountDownLatch over)
            throws IOException {
        String range = x.getRequestHeaders().getFirst("Range");
        ranges.add(range == null ? "all" : range);
        x.getResponseHeaders().add("ETag", "\"one\"");
        int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
        x.sendResponseHeaders(from == 0 ? 200 : 206, body.length - from);
        x.getResponseBody().write(body, from, from == 0 ? 60_000 : body.length - from);
        x.getResponseBody().flush();
        try {
            if (from == 0) {
                over.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        x.close();
    }

    @Test
    void aPlainLoadThatWasKilledLeavesNothingAndBeginsAgain() throws Exception {
        Files.writeString(
                bench.own.resolve("slow.sql"),
                "CREATE TABLE t (i int);\nCOPY t FROM stdin;\n1\n2\n\\.\n" + WAIT + ";\nINSERT INTO t VALUES (3);\n");
        Order into = Order.converged(SEAT);
        UUID work = bench.work();
        List<String> first;
        try (Connection gate = SEAT.root(into.names.database())) {
            Seat.run(gate, WAIT.replace("_xact", ""));
            killed(filler(work, into, "slow.sql"), () -> !waiting(into).isEmpty());
            first = waiting(into);
            assertThat(SEAT.rootRows(into.names.database(), "SELECT FROM pg_class WHERE relname = 't'"))
                    .isEmpty();

            List<String> now = first;
            long end = System.nanoTime() + PATIENCE;
            while ((now.size() != 1 || now.equals(first)) && System.nanoTime() < end) {
                bench.seeds.pour(work, target(into), 1);
                LockSupport.parkNanos(5_000_000);
                now = waiting(into);
            }
            assertThat(now)
                    .as("what was left on the server was ended, and another waits")
                    .hasSize(1)
                    .isNotEqualTo(first);
        }
        end(() -> bench.seeds.pour(work, target(into), 1));

        assertThat(SEAT.rootRows(into.names.database(), "SELECT string_agg(i::text, ' ') FROM t"))
                .containsExactly("1 2 3");
    }

    private static List<String> waiting(Order into) {
        return SEAT.rootRows(into.names.database(), WAITING);
    }

    @Test
    void anArchivesLoadOutlivesTheControlPlane() throws Exception {
        Order from = Order.converged(SEAT);
        from.as(
                Role.ADMIN,
                "CREATE FUNCTION waits() RETURNS boolean IMMUTABLE LANGUAGE plpgsql AS"
                        + " 'BEGIN PERFORM pg_advisory_xact_lock_shared(4711); RETURN true; END';"
                        + " CREATE TABLE t (i int PRIMARY KEY CHECK (public.waits()));"
                        + " INSERT INTO t SELECT generate_series(1, 100)");
        SeedBench.dump(from, bench.own.resolve("t.dump"), "--format=custom");
        Order into = Order.converged(SEAT);
        UUID work = bench.work();
        Path root = bench.home.resolve("copies").resolve(work.toString());
        // of one that was killed while it made this
        bench.copies.directory(work);
        Files.writeString(Files.createDirectory(root.resolve("load")).resolve("archive.dump"), "half of it");
        try (Connection gate = SEAT.root(into.names.database())) {
            Seat.run(gate, WAIT.replace("_xact", ""));
            killed(filler(work, into, "t.dump"), () -> !waiting(into).isEmpty());
            List<String> program = waiting(into);

            for (int i = 0; i < 3; i++) {
                bench.seeds.pour(work, target(into), 2);
            }

            assertThat(waiting(into)).isEqualTo(program);
        }
        end(() -> bench.seeds.pour(work, target(into), 2));

        assertThat(Estate.rows(into)).isEqualTo(Estate.rows(from));
    }
}
