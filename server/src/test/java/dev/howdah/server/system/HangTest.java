package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A cluster that takes connections and never answers. */
class HangTest {

    private static final int MANY = 12;

    private final Seat seat = Seat.shared();
    private final Api admin = seat.admin();

    @Test
    void aClusterThatHangsHoldsUpNobodyElseAndItsOrdersConvergeWhenItGoesOn() throws Exception {
        String namespace = seat.order("x").namespace();
        String hung = namespace + "-hung";
        admin.apply("""
                apiVersion: howdah.dev/v1
                kind: Cluster
                metadata: { name: %s }
                spec: {}
                """.formatted(hung)).ok();
        Order before = Order.of(namespace, "before").with("{ cluster: " + hung + " }");
        admin.ready(before);
        List<Order> waiting = orders(namespace, "waiting", "{ cluster: " + hung + " }");
        List<Order> well = orders(namespace, "well", "{}");
        List<ProcessHandle> server = server(hung);

        signal("STOP", server);
        try {
            admin.apply(all(waiting)).ok();
            admin.apply(all(well)).ok();
            for (Order order : well) {
                assertThat(Order.reason(admin.settled(order))).isEqualTo("Converged");
            }
            for (Order order : waiting) {
                Seat.until(
                        order + " says that its cluster does not answer",
                        () -> Order.reason(admin.get(order.path()).ok()).equals("ClusterUnreachable"));
            }
            Order late = Order.of(namespace, "late");
            admin.ready(late);
        } finally {
            signal("CONT", server);
        }

        for (Order order : waiting) {
            Seat.until(
                    order + " is ready",
                    () -> Order.reason(admin.settled(order)).equals("Converged"));
        }
    }

    private static List<Order> orders(String namespace, String name, String spec) {
        return IntStream.range(0, MANY)
                .mapToObj(i -> Order.of(namespace, name + i).with(spec))
                .toList();
    }

    private static String all(List<Order> orders) {
        return String.join("", orders.stream().map(Order::yaml).toList());
    }

    /** The postmaster and all that it began. */
    private List<ProcessHandle> server(String cluster) {
        long pid =
                admin.get("/api/v1/clusters/" + cluster).ok().at("/status/pid").asLong();
        ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
        return Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
    }

    private static void signal(String name, List<ProcessHandle> processes) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        processes.forEach(p -> command.add(Long.toString(p.pid())));
        // idle sessions may have ended meanwhile: what is gone needs no signal
        new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
