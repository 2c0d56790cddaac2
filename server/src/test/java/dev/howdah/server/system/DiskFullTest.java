package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.testkit.Shell;
import dev.howdah.testkit.SmallDisk;
import dev.howdah.testkit.ThrowawayPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A disk with room for two databases: template0, and so what is made from it, lies in a file system of its own. */
class DiskFullTest {

    private static final int ORDERS = 5;

    private final Seat seat = Seat.shared();
    private final Api admin = seat.admin();

    @Test
    void ordersThatFindNoRoomSayItAndGoOnByThemselvesWhenThereIsSome() throws Exception {
        Path disk = Files.createTempDirectory("howdah-test-disk");
        try (SmallDisk small = SmallDisk.mounted(disk, "size=28m", "DiskFullTest");
                ThrowawayPostgres pg = ThrowawayPostgres.fresh(15, Map.of())) {
            Path space = Files.createDirectory(disk.resolve("space"));
            assertThat(Shell.run("chown", "--reference=" + pg.dataDir(), space)).isZero();
            ExistingServer server = ExistingServer.of(pg);
            server.rows("postgres", "CREATE TABLESPACE small LOCATION '" + space + "'");
            server.rows("postgres", "ALTER DATABASE template0 SET TABLESPACE small");
            String cluster = "full" + pg.port();
            admin.apply(server.yaml(cluster, false)).ok();
            List<Order> orders = IntStream.range(0, ORDERS)
                    .mapToObj(i -> seat.order("full" + i).with("{ cluster: " + cluster + " }"))
                    .toList();

            admin.apply(String.join("", orders.stream().map(Order::yaml).toList()))
                    .ok();

            Map<String, String> said = new ConcurrentHashMap<>();
            Seat.until(() -> "each ready, or without room, not " + said + "; " + room(server, space), () -> {
                orders.forEach(o -> {
                    var now = admin.get(o.path()).ok();
                    said.put(o.name(), Order.reason(now) + ": " + Order.message(now));
                });
                return said.values().stream().anyMatch(r -> r.startsWith("DiskFull"))
                        && said.values().stream().allMatch(r -> r.matches("(?s)(Converged|DiskFull).*"));
            });
            small.resize("120m");
            orders.forEach(o -> seat.look(o, "Converged"));
            assertThat(server.rows("postgres", "SELECT datname FROM pg_database WHERE datname LIKE 'howdah-new-%'"))
                    .isEmpty();
            for (Order order : orders) {
                var write = admin.credential(order, "write");
                var account = new ThrowawayPostgres.Account(
                        write.path("username").asString(),
                        write.path("password").asString());
                assertThat(server.rows(order.pg(), account, "SELECT 'in'")).containsExactly("in");
            }
            assertThat(orphans(cluster)).as("while it answers").isEmpty();
            pg.kill();
            assertThat(orphans(cluster)).as("and when it does not").hasSize(1);
            pg.start();
            leave(cluster, orders);
        } finally {
            Files.delete(disk);
        }
    }

    /** What explains that there was room after all. */
    private static String room(ExistingServer server, Path space) {
        try {
            var store = Files.getFileStore(space);
            return store + ": " + store.getUsableSpace() + " of " + store.getTotalSpace() + " bytes are free; "
                    + server.rows(
                            "postgres",
                            "SELECT datname || ' in ' || spcname || ': ' || pg_database_size(d.oid) FROM pg_database d"
                                    + " JOIN pg_tablespace t ON t.oid = dattablespace");
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Notes that speak of the cluster. */
    private List<String> orphans(String cluster) {
        return admin.get("/api/v1/orphans")
                .ok()
                .path("notes")
                .valueStream()
                .map(JsonNode::asString)
                .filter(n -> n.contains(cluster))
                .toList();
    }

    /** Other tests share the control plane. */
    private void leave(String cluster, List<Order> orders) {
        orders.forEach(o -> admin.delete(o, "?purge=true&confirm=" + o.name()).ok());
        Seat.until(
                "all are gone",
                () -> orders.stream().allMatch(o -> admin.get(o.path()).status() == 404));
        admin.send("DELETE", "/api/v1/clusters/" + cluster + "?confirm=" + cluster, "")
                .ok();
        Seat.until(
                "the cluster is gone",
                () -> admin.get("/api/v1/clusters/" + cluster).status() == 404);
    }
}
