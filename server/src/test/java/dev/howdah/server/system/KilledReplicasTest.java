package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.testkit.ThrowawayPostgres;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Two control planes on one Store, killed and started again at random while they work. {@code make soak} does it for
 * minutes; {@code -Dhowdah.seed} repeats what one run did.
 */
class KilledReplicasTest {

    private static final int VERSION = 15;
    private static final int ORDERS = Integer.getInteger("howdah.soak.orders", 60);
    private static final Duration KILLING = Duration.ofSeconds(Integer.getInteger("howdah.soak.seconds", 8));
    private static final long SEED = Long.getLong("howdah.seed", new Random().nextInt(1_000_000));

    /** What may run once only for one order. */
    private static final Pattern ONCE = Pattern.compile("CREATE (?:DATABASE|ROLE) \"[^\"]+\"");

    private static final String UNBORN = "SELECT datname FROM pg_database WHERE datname LIKE 'howdah-new-%'";

    /** Of names on the cluster, which others share: a second try with the same seed has its own. */
    private final String tag = "killed" + Long.toHexString(System.nanoTime());

    @TempDir
    private Path temp;

    private final ThrowawayPostgres pg = ThrowawayPostgres.of(VERSION);

    /** What control planes of a try before left unborn when they were ended for good. */
    private final Set<String> unborn = new HashSet<>();

    private final Random random = new Random(SEED);
    private final List<Replica> replicas = new ArrayList<>();

    @BeforeEach
    void open() throws Exception {
        try (var c = pg.connect("postgres");
                var s = c.createStatement()) {
            s.execute("CREATE DATABASE " + tag);
            try (var r = s.executeQuery(UNBORN)) {
                while (r.next()) {
                    unborn.add(r.getString(1));
                }
            }
        }
        Files.writeString(temp.resolve("password"), pg.superuser().password());
        List<String> store = List.of(
                "--store-url",
                "postgresql://" + pg.superuser().user() + "@127.0.0.1:" + pg.port() + "/" + tag,
                "--store-password-file",
                temp.resolve("password").toString(),
                "--key-file",
                temp.resolve("key").toString());
        replicas.add(new Replica(temp.resolve("killed-one"), store));
        replicas.add(new Replica(temp.resolve("killed-two"), store));
        replicas.forEach(Replica::start);
    }

    @AfterEach
    void close() {
        replicas.forEach(Replica::destroy);
    }

    @Test
    void twoControlPlanesThatAreKilledAgainAndAgainDoEverythingOnce() {
        System.out.println("KilledReplicasTest: seed " + SEED);
        ExistingServer server = ExistingServer.rdsLike(VERSION);
        String cluster = tag;
        asked(server.yaml(cluster, false));
        Seat.until(
                "the cluster is ready",
                () -> Order.reason(any().get("/api/v1/clusters/" + cluster + "?wait=10s")
                                .ok())
                        .equals("Converged"));
        List<Order> orders = IntStream.range(0, ORDERS)
                .mapToObj(i -> Order.of(tag + "n" + i % 4, "db" + i).with("{ cluster: " + cluster + " }"))
                .toList();
        long end = System.nanoTime() + KILLING.toNanos();
        int batch = Math.max(1, ORDERS / 4);
        for (int from = 0; from < ORDERS; from += batch) {
            asked(String.join(
                    "",
                    orders.subList(from, Math.min(ORDERS, from + batch)).stream()
                            .map(Order::yaml)
                            .toList()));
            pause(random.nextInt(1500));
            killOne();
        }
        while (System.nanoTime() < end) {
            pause(random.nextInt(3000));
            killOne();
        }

        for (Order order : orders) {
            Seat.until(
                    () -> "seed " + SEED + ": " + order + " is ready: "
                            + any().get(order.path()).body(),
                    () -> Order.reason(any().settled(order)).equals("Converged"));
        }
        assertEverythingIsThereOnce(server, orders);
        assertTheAuditShowsEachOnce(orders);
        for (Replica replica : replicas) {
            assertThat(Secrets.delivered()).noneMatch(replica.said()::contains);
        }
    }

    private void killOne() {
        Replica victim = replicas.get(random.nextInt(replicas.size()));
        victim.kill();
        victim.start();
    }

    /** What a client does that gets no answer: it asks again, anybody. */
    private void asked(String documents) {
        Seat.until("seed " + SEED + ": the orders are accepted", () -> {
            try {
                return any().apply(documents).status() == 200;
            } catch (UncheckedIOException e) {
                return false;
            }
        });
    }

    private Api any() {
        return replicas.get(random.nextInt(replicas.size())).api();
    }

    private void assertEverythingIsThereOnce(ExistingServer server, List<Order> orders) {
        String ours = " LIKE '" + tag + "n%'";
        assertThat(server.rows("postgres", "SELECT datname FROM pg_database WHERE datname" + ours))
                .as("seed %d", SEED)
                .hasSameSizeAs(orders);
        assertThat(server.rows("postgres", "SELECT rolname FROM pg_roles WHERE rolname" + ours))
                .as("seed %d", SEED)
                .hasSize(orders.size() * 6);
        assertThat(server.rows("postgres", UNBORN)).as("seed %d", SEED).isSubsetOf(unborn);
        assertThat(server.rows(
                        "postgres",
                        "SELECT datname FROM pg_database WHERE datname" + ours
                                + " AND coalesce(shobj_description(oid, 'pg_database'), '') NOT LIKE 'howdah: %'"))
                .as("seed %d", SEED)
                .isEmpty();
        for (Order order : orders) {
            for (String role : List.of("admin", "write", "read")) {
                JsonNode credential = any().credential(order, role);
                assertThat(server.rows(
                                order.pg(),
                                new ThrowawayPostgres.Account(
                                        credential.path("username").asString(),
                                        credential.path("password").asString()),
                                "SELECT 1"))
                        .containsExactly("1");
            }
        }
    }

    private void assertTheAuditShowsEachOnce(List<Order> orders) {
        Map<String, Integer> ran = new HashMap<>();
        Set<String> made = new HashSet<>();
        long after = 0;
        while (true) {
            JsonNode items =
                    any().get("/api/v1/audit?limit=1000&after=" + after).ok().path("items");
            if (items.isEmpty()) {
                break;
            }
            for (JsonNode line : items) {
                after = line.path("id").asLong();
                if (line.path("detail").asString().contains("create database")) {
                    made.add(line.path("resource").asString());
                }
                line.path("statements").forEach(sql -> {
                    var once = ONCE.matcher(sql.asString());
                    while (once.find()) {
                        ran.merge(once.group(), 1, Integer::sum);
                    }
                });
            }
        }
        // a step that was cut off by a death may have been done: then it is there as that, and no other line tells of
        // it
        assertThat(made)
                .as("seed %d", SEED)
                .containsAll(orders.stream()
                        .map(o -> "Database " + o.namespace() + "/" + o.name())
                        .toList());
        assertThat(ran.entrySet().stream().filter(e -> e.getValue() > 1))
                .as("seed %d", SEED)
                .isEmpty();
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
