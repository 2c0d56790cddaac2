package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class BadTimesTest {

    private final Seat seat = Seat.shared();
    private final Api admin = seat.admin();

    @Test
    void ordersWaitWhileTheirClusterIsDownAndConvergeWhenItIsBack() {
        Order before = seat.order("before");
        admin.ready(before);
        Pg write = Pg.of(admin.credential(before, "write"));
        List<Order> orders = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            orders.add(Order.of(before.namespace(), "during" + i));
        }

        kill(clusterPid());
        admin.apply(String.join("", orders.stream().map(Order::yaml).toList())).ok();

        for (Order order : orders) {
            Seat.until(
                    order + " is ready",
                    () -> admin.get(order.path() + "?wait=60s")
                            .ok()
                            .at("/status")
                            .toString()
                            .contains("Converged"));
            assertThat(Pg.of(admin.credential(order, "write")).logIn()).isEmpty();
        }
        assertThat(write.logIn()).isEmpty();
    }

    @Test
    void anOrderSaysThatItsClusterDoesNotAnswer() throws Exception {
        Order order = seat.order("silent");
        admin.ready(order);
        // A cluster that can't start again: its data directory has another name for a while.
        Path data = Path.of(
                admin.get("/api/v1/clusters/default").ok().at("/status/dataDir").asString());
        Path aside = data.resolveSibling("aside");
        kill(clusterPid());
        Files.move(data, aside);
        try {
            Order waiting = Order.of(order.namespace(), "waiting");
            admin.apply(waiting.yaml()).ok();
            Seat.until(
                    "it says so",
                    () -> List.of("ClusterUnreachable", "ClusterNotReady", "DataMissing")
                            .contains(Order.reason(admin.get(waiting.path()).ok())));
            JsonNode now = admin.get(waiting.path()).ok();
            assertThat(Order.message(now)).isNotEmpty().doesNotContain("Exception", "null");
            admin.get(waiting.path() + "/credentials/write").refused(409);
            Seat.until(
                    "the cluster says that its data is gone",
                    () -> Order.reason(admin.get("/api/v1/clusters/default").ok())
                            .equals("DataMissing"));
            assertThat(Files.exists(data)).as("a lost cluster is not made anew").isFalse();
        } finally {
            Files.move(aside, data);
        }
        admin.apply("""
                apiVersion: howdah.dev/v1
                kind: Cluster
                metadata: { name: default, labels: { back: "yes" } }
                spec: {}
                """).ok();
        Seat.until("the cluster is back", () -> clusterReady());
        seat.look(Order.of(order.namespace(), "waiting"), "Converged");
        seat.look(order, "Converged");
    }

    @Test
    void anOrderForAClusterThatIsNotRegisteredWaitsForIt() {
        Order order = seat.order("early").with("{ cluster: " + seat.order("x").namespace() + " }");
        String cluster = order.spec().replaceAll(".*: (\\w+) .*", "$1");

        admin.apply(order.yaml()).ok();
        Seat.until(
                "it says so", () -> Order.reason(admin.get(order.path()).ok()).equals("ClusterNotFound"));
        assertThat(Order.message(admin.get(order.path()).ok())).contains("'" + cluster + "'");

        admin.apply("""
                apiVersion: howdah.dev/v1
                kind: Cluster
                metadata: { name: %s }
                spec: {}
                """.formatted(cluster)).ok();
        Seat.until(
                "it is ready", () -> Order.reason(admin.get(order.path()).ok()).equals("Converged"));
        assertThat(Pg.of(admin.credential(order, "write")).logIn()).isEmpty();

        admin.delete(order, "?purge=true&confirm=early").ok();
        Seat.until(
                () -> "it is gone: " + admin.get(order.path()).body(),
                () -> admin.get(order.path()).status() == 404);
        String path = "/api/v1/clusters/" + cluster;
        admin.send("DELETE", path + "?purge=true&confirm=" + cluster, "").ok();
        Seat.until("the cluster is gone", () -> admin.get(path).status() == 404);
        assertThat(seat.home().resolve("clusters").resolve(cluster)).doesNotExist();
    }

    @Test
    void theStoreComesBackAfterAKillAndNothingThatWasAcceptedIsLost() {
        Order before = seat.order("kept");
        admin.ready(before);
        Pg write = Pg.of(admin.credential(before, "write"));

        kill(seat.storeServer().observe().pid());
        List<Integer> answers = new ArrayList<>();
        List<Order> accepted = new ArrayList<>();
        Seat.until("the Store answers again", () -> {
            Order order = Order.of(before.namespace(), "n" + answers.size());
            int status = admin.apply(order.yaml()).status();
            answers.add(status);
            if (status == 200) {
                accepted.add(order);
            }
            assertThat(write.logIn()).as("tenants need no Store").isEmpty();
            return accepted.size() == 3;
        });

        assertThat(answers).containsOnly(200, 503);
        assertThat(admin.get("/health/ready").status()).isEqualTo(200);
        for (Order order : accepted) {
            assertThat(Order.reason(admin.settled(order))).isEqualTo("Converged");
        }
        assertThat(Order.reason(admin.settled(before))).isEqualTo("Converged");
    }

    @Test
    void withoutTheKeyNothingIsBlankedAndWithItEverythingIsBack() throws IOException {
        Order order = seat.order("keyed");
        admin.ready(order);
        JsonNode credential = admin.credential(order, "write");
        Path key = seat.home().resolve("secrets/key");
        Path aside = seat.home().resolve("secrets/key.aside");

        seat.restart(() -> move(key, aside));
        try {
            String error = admin.get(order.path() + "/credentials/write")
                    .refused(503)
                    .path("message")
                    .asString();
            assertThat(error).contains(key.toString());
            seat.look(order, "KeyMissing");
            assertThat(Order.message(admin.get(order.path()).ok())).contains(key.toString());
            assertThat(key).as("a key beside passwords of another one").doesNotExist();
            assertThat(Pg.of(credential).logIn()).isEmpty();
        } finally {
            move(aside, key);
        }

        seat.look(order, "Converged");
        assertThat(admin.credential(order, "write")).isEqualTo(credential);
        assertThat(Pg.of(credential).logIn()).isEmpty();
    }

    @Test
    void aTokenFileThatIsGoneIsMadeAgainAtTheNextStart() throws IOException {
        Order order = seat.order("tokened");
        admin.ready(order);
        String before = seat.token();

        seat.restart(() -> delete(seat.home().resolve("token")));

        assertThat(seat.token()).isNotEqualTo(before);
        seat.as(before).get(order.path()).refused(401);
        assertThat(Order.reason(seat.admin().settled(order))).isEqualTo("Converged");

        String kept = seat.token();
        seat.restart(() -> {});
        assertThat(seat.token()).isEqualTo(kept);
        assertThat(Pg.of(seat.admin().credential(order, "write")).logIn()).isEmpty();
    }

    private boolean clusterReady() {
        return Order.reason(admin.get("/api/v1/clusters/default").ok()).equals("Converged");
    }

    private long clusterPid() {
        return admin.get("/api/v1/clusters/default?wait=60s")
                .ok()
                .at("/status/pid")
                .asLong();
    }

    /** SIGKILL to a postmaster of ours. */
    private static void kill(long pid) {
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        assertThat(process.destroyForcibly()).isTrue();
        Seat.until("pid " + pid + " has ended", () -> !process.isAlive());
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
