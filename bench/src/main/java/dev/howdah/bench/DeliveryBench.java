package dev.howdah.bench;

import dev.howdah.resource.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a delivery adds to an order, and how long a thousand into one sink take, as files. Options: {@code --orders N}
 * (30), {@code --deliveries N} (1000).
 */
public final class DeliveryBench {

    /** As many as an order may have. */
    private static final int EACH = 25;

    private final Path root = Path.of(System.getProperty("howdah.root", "")).toAbsolutePath();
    private final Map<String, Object> figures = new LinkedHashMap<>();

    private DeliveryBench() {}

    public static void main(String[] args) throws Exception {
        int orders = Integer.parseInt(OrderBench.option(args, "--orders", "30"));
        int deliveries = Integer.parseInt(OrderBench.option(args, "--deliveries", "1000"));
        DeliveryBench bench = new DeliveryBench();
        Launcher howdah = new Launcher(bench.root, Files.createTempDirectory("howdah-bench"), OrderBench.freePort());
        Thread cleanUp = new Thread(howdah::destroy);
        Runtime.getRuntime().addShutdownHook(cleanUp);
        try (Api api = bench.up(howdah)) {
            bench.added(api, orders);
            bench.many(api, deliveries / EACH);
        } finally {
            Runtime.getRuntime().removeShutdownHook(cleanUp);
            howdah.destroy();
        }
        Path json = bench.root.resolve("target/bench/delivery.json");
        Files.createDirectories(json.getParent());
        Files.writeString(json, Json.pretty(bench.figures) + "\n");
        System.out.println("load at the end " + Machine.load() + "; written to " + bench.root.relativize(json));
    }

    private Api up(Launcher howdah) throws IOException, InterruptedException {
        howdah.up();
        howdah.awaitCaches();
        return new Api(howdah.home(), howdah.port());
    }

    /** In turns, after as many to warm up. */
    private void added(Api api, int orders) throws Exception {
        Times plain = new Times();
        Times delivered = new Times();
        Times none = new Times();
        for (int i = -orders; i < orders; i++) {
            String name = (i < 0 ? "w" : "o") + Math.abs(i);
            (i < 0 ? none : plain).time(() -> api.apply(Api.order(name, "{}"), 1));
            String wish = "{ deliver: [ { role: write, to: file } ] }";
            (i < 0 ? none : delivered).time(() -> api.apply(Api.order(name + "-d", wish), 1));
        }
        figure("an order, ms", plain.median());
        figure("an order delivered as a file, ms", delivered.median());
    }

    private void many(Api api, int orders) throws Exception {
        StringBuilder documents = new StringBuilder();
        for (int i = 0; i < orders; i++) {
            documents.append("---\n").append(Api.order("m" + i, "{}"));
        }
        api.apply(documents.toString(), orders);
        documents.setLength(0);
        for (int i = 0; i < orders; i++) {
            StringBuilder wishes = new StringBuilder();
            for (int d = 0; d < EACH; d++) {
                wishes.append("{ role: write, to: file, path: m%d/%d.env },".formatted(i, d));
            }
            documents.append("---\n").append(Api.order("m" + i, "{ deliver: [" + wishes + "] }"));
        }
        Times times = new Times();
        times.time(() -> api.apply(documents.toString(), orders));
        figure(orders * EACH + " deliveries into one sink, s", times.median() / 1000);
    }

    private void figure(String what, double value) {
        figures.put(what, value);
        System.out.printf(Locale.ROOT, "%-45s %10.2f%n", what, value);
    }
}
