package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Orders that are filled from a dump before anybody can log in. */
class SeedOrderTest {

    private static final String PEOPLE = """
            CREATE TABLE people (id int PRIMARY KEY, name text);
            ALTER TABLE people OWNER TO fence_gen3;
            COPY people (id, name) FROM stdin;
            1\tAda
            2\tGrace
            \\.
            GRANT SELECT ON people TO reporting;
            """;

    private final Seat seat = Seat.shared();
    private final Api admin = seat.admin();

    private Path file(Order order, String name, String text) throws IOException {
        Path dir = Files.createDirectories(seat.home().resolve("seeds").resolve(order.namespace()));
        return Files.writeString(dir.resolve(name), text);
    }

    private JsonNode fill(Order order) {
        for (JsonNode o : admin.get("/api/v1/operations?all=true&namespace=" + order.namespace())
                .ok()
                .path("items")) {
            if (o.path("what").asString("").equals("Seed")) {
                return o;
            }
        }
        throw new AssertionError("there is no seed");
    }

    @Test
    void aNewOrderIsFilledAndNeverAgain() throws IOException {
        Order order = seat.order("people");
        file(order, "people.sql", PEOPLE);
        Order seeded = order.with("{ seed: { from: people.sql } }");

        assertThat(admin.plan(seeded.yaml()).ok().toString()).contains("fill it from people.sql, as its admin");
        admin.apply(seeded.yaml()).ok();
        JsonNode ready = admin.settled(order);

        assertThat(Order.reason(ready)).isEqualTo("Converged");
        assertThat(Pg.of(admin.credential(order, "read")).one("SELECT string_agg(name, ' ' ORDER BY id) FROM people"))
                .isEqualTo("Ada Grace");
        assertThat(Pg.of(admin.credential(order, "write")).one("INSERT INTO people VALUES (3, 'x') RETURNING id"))
                .isEqualTo("3");
        assertThat(fill(order).path("message").asString())
                .startsWith("filled from people.sql (plain SQL")
                .endsWith("left out, grants to roles that are not here: reporting");
        assertThat(admin.apply(order.with("{ seed: { from: other.sql } }").yaml())
                        .refused(422)
                        .toString())
                .contains("spec.seed", "only a new one is filled");
        admin.apply(order.with("{}").yaml()).ok();
        // others fill theirs meanwhile
        assertThat(seat.home().resolve("copies").resolve(fill(order).path("uid").asString()))
                .doesNotExist();
    }

    @Test
    void aSeedThatFailsSaysWhereAndAnotherOneMendsIt() throws IOException {
        Order order = seat.order("mended");
        file(order, "bad.sql", PEOPLE.replace("2\tGrace", "two\tGrace"));
        file(order, "good.sql", PEOPLE);

        admin.apply(order.with("{ seed: { from: bad.sql } }").yaml()).ok();
        Seat.until(
                () -> admin.get(order.path()).ok().toString(),
                () -> Order.reason(admin.get(order.path()).ok()).equals("FillFailed"));
        assertThat(Order.message(admin.get(order.path()).ok()))
                .contains("bad.sql: line 5: invalid input syntax for type integer", "apply another spec.seed");
        Pg platform = seat.platform("default");
        assertThat(platform.one(
                        "SELECT count(*) FROM pg_roles WHERE rolcanlogin AND rolname LIKE '" + order.pg() + "-%'"))
                .isEqualTo("0");

        admin.apply(order.with("{ seed: { from: good.sql } }").yaml()).ok();
        assertThat(Order.reason(admin.settled(order))).isEqualTo("Converged");
        assertThat(Pg.of(admin.credential(order, "read")).one("SELECT count(*) FROM people"))
                .isEqualTo("2");
    }

    @Test
    void aLoadBeyondTheLimitOfStorageIsStoppedUntilThereIsMoreRoom() throws IOException {
        Order order = seat.order("roomy");
        String rows = "CREATE TABLE t AS SELECT repeat(g::text, 100) AS x FROM generate_series(1, 50000) g;\n";
        file(order, "big.sql", rows + "SELECT pg_sleep(600);");

        admin.apply(order.with("{ seed: { from: big.sql }, limits: { storage: 16Mi } }")
                        .yaml())
                .ok();
        Seat.until(
                () -> admin.get(order.path()).ok().toString(),
                () -> Order.reason(admin.get(order.path()).ok()).equals("FillFailed"));

        assertThat(Order.message(admin.get(order.path()).ok()))
                .matches(".*big\\.sql: it does not fit: the database had \\d\\d MiB when its load was stopped, and"
                        + " spec\\.limits\\.storage is 16Mi, .*");
        file(order, "big.sql", rows);
        admin.apply(order.with("{ seed: { from: big.sql }, limits: { storage: 64Mi } }")
                        .yaml())
                .ok();
        assertThat(Order.reason(admin.settled(order))).isEqualTo("Converged");
        assertThat(Pg.of(admin.credential(order, "read")).one("SELECT count(*) FROM t"))
                .isEqualTo("50000");
    }

    @Test
    void whatIsNotAllowedIsRefusedBeforeAnythingIsMade() {
        Order order = seat.order("refused");

        for (String from : new String[] {"/etc/passwd", "s3://bucket/x", "https://example.org/x?sig=secret"}) {
            assertThat(admin.apply(order.with("{ seed: { from: '" + from + "' } }")
                                    .yaml())
                            .refused(422)
                            .toString())
                    .contains("spec.seed.from", "is not where seeds may come from")
                    .doesNotContain("secret");
        }
        assertThat(admin.apply(order.with("{ seed: { from: ../x } }").yaml())
                        .refused(422)
                        .toString())
                .contains("leads out");
    }

    @Test
    void aDeletedOrderIsNotFilledAnyMore() throws IOException {
        Order order = seat.order("slow");
        file(order, "slow.sql", "SELECT pg_sleep(600);");
        admin.apply(order.with("{ seed: { from: slow.sql } }").yaml()).ok();
        Pg platform = seat.platform("default");
        Seat.until(
                "it is being filled",
                () -> platform.one("SELECT count(*) FROM pg_stat_activity WHERE datname = '" + order.pg()
                                + "' AND query LIKE '%pg_sleep(600)%'")
                        .equals("1"));

        admin.send("DELETE", order.path() + "?purge=true&confirm=" + order.name(), "")
                .ok();

        Seat.until("it is gone", () -> admin.get(order.path()).status() == 404);
        Seat.until(
                () -> fill(order).toString(),
                () -> fill(order).path("outcome").asString("").equals("cancelled"));
        Seat.until(
                "its scratch is gone",
                () -> !seat.home()
                        .resolve("copies")
                        .resolve(fill(order).path("uid").asString())
                        .toFile()
                        .exists());
    }
}
