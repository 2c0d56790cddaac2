package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ManyOrdersTest {

    private static final int MANY = 200;

    private final Seat seat = Seat.shared();
    private final Api admin = seat.admin();

    @Test
    void twoHundredDatabasesInOneApplyAllConverge() throws IOException {
        String namespace = seat.order("x").namespace();
        List<Order> orders = IntStream.range(0, MANY)
                .mapToObj(i -> Order.of(namespace, "db" + i))
                .toList();
        admin.apply(String.join("", orders.stream().map(Order::yaml).toList())).ok();

        for (Order order : orders) {
            assertThat(Order.reason(admin.settled(order))).isEqualTo("Converged");
        }
        for (int i = 0; i < MANY; i += 37) {
            assertThat(Pg.of(admin.credential(orders.get(i), "write")).logIn()).isEmpty();
        }
        assertThat(seat.platform("default")
                        .one("SELECT count(*) FROM pg_database WHERE datname LIKE '" + namespace + "-%'"))
                .isEqualTo(String.valueOf(MANY));
        assertThat(serverLog()).doesNotContain("tuple concurrently updated", "deadlock detected");
    }

    private String serverLog() throws IOException {
        StringBuilder all = new StringBuilder();
        try (var files = Files.list(seat.home().resolve("clusters/default/log"))) {
            for (Path file : files.toList()) {
                all.append(Files.readString(file));
            }
        }
        assertThat(all).as("the server logs somewhere else").contains("ready to accept connections");
        return all.toString();
    }

    @Test
    void aListIsReadPageByPageWithoutGapsOrRepeats() {
        String namespace = seat.order("x").namespace();
        admin.apply(String.join(
                        "",
                        IntStream.range(0, 7)
                                .mapToObj(i -> Order.of(namespace, "p" + i).yaml())
                                .toList()))
                .ok();

        List<String> seen = new ArrayList<>();
        String next = "";
        do {
            var page = admin.get("/api/v1/namespaces/" + namespace + "/databases?limit=3" + next)
                    .ok();
            page.path("items").forEach(r -> seen.add(r.at("/metadata/name").asString()));
            next = page.has("next")
                    ? "&continue=" + page.path("next").asString().replace("/", "%2F")
                    : "";
        } while (!next.isEmpty());

        assertThat(seen).containsExactly("p0", "p1", "p2", "p3", "p4", "p5", "p6");
    }

    @Test
    void twentyAppliesOfOneNewOrderAtOnceMakeOneDatabase() throws Exception {
        Order order = seat.order("raced");
        List<Integer> answers = atOnce(order);

        assertThat(answers).containsOnly(200);
        assertThat(Order.reason(admin.settled(order))).isEqualTo("Converged");
        assertThat(seat.platform("default")
                        .one("SELECT count(*) FROM pg_database WHERE datname = '" + order.pg() + "'"))
                .isEqualTo("1");
        assertThat(seat.platform("default")
                        .one("SELECT count(*) FROM pg_roles WHERE rolname LIKE '" + order.pg() + "-%'"))
                .isEqualTo("6");
        assertThat(Pg.of(admin.credential(order, "read")).logIn()).isEmpty();
        assertThat(admin.get("/api/v1/audit?resource=Database%20" + order.namespace() + "/raced")
                        .status())
                .isEqualTo(200);
    }

    private List<Integer> atOnce(Order order) throws Exception {
        List<Integer> answers = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> calls = IntStream.range(0, 20)
                    .mapToObj(
                            i -> threads.submit(() -> admin.apply(order.yaml()).status()))
                    .toList();
            for (Future<Integer> call : calls) {
                answers.add(call.get());
            }
        }
        return answers;
    }
}
