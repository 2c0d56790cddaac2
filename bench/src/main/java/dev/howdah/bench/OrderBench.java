package dev.howdah.bench;

import dev.howdah.resource.Json;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One order through Howdah beside the same statements through one psql, in turns on one cluster; then what a user waits
 * for at the prompt. Options: {@code --orders N}, {@code --warmup N}, {@code --starts N}, {@code --warm N} orders that
 * take a warm seat each (200 at most); {@code --running HOME} measures orders alone, on a control plane that runs
 * already, and leaves its databases there.
 */
public final class OrderBench {

    private static final int PROMPTS = 10;

    private final Map<String, Times> all = new LinkedHashMap<>();
    private final Launcher howdah;
    private final Optional<Path> psql;
    private @Nullable Script pattern;

    private OrderBench(Launcher howdah, Optional<Path> psql) {
        this.howdah = howdah;
        this.psql = psql;
    }

    public static void main(String[] args) throws Exception {
        Path root = Path.of(System.getProperty("howdah.root", "")).toAbsolutePath();
        Optional<Path> psql = Psql.find();
        if (psql.isEmpty()) {
            System.err.println("NO PSQL on this machine: nothing to compare with, its lines are left out");
        }
        int warmup = Integer.parseInt(option(args, "--warmup", "30"));
        int orders = Integer.parseInt(option(args, "--orders", "30"));
        String running = option(args, "--running", "");
        OrderBench bench;
        Server server;
        if (running.isEmpty()) {
            Launcher howdah = new Launcher(root, Files.createTempDirectory("howdah-bench"), freePort());
            Runtime.getRuntime().addShutdownHook(new Thread(howdah::destroy));
            bench = new OrderBench(howdah, psql);
            bench.starts(Integer.parseInt(option(args, "--starts", "5")));
            try (Api api = new Api(howdah.home(), howdah.port())) {
                api.awaitFirstBackup();
            }
            server = bench.orders(warmup, orders, Report.HOWDAH, Report.PSQL);
            bench.warm(server, Integer.parseInt(option(args, "--warm", "60")));
            bench.prompts(server);
        } else {
            bench = new OrderBench(Launcher.running(root, Path.of(running)), psql);
            server = bench.orders(warmup, orders, Report.HOWDAH, Report.PSQL);
        }
        String load = Machine.load();
        System.out.print(Report.table(bench.all, server, load));
        Path json = root.resolve("target/bench/order.json");
        Files.createDirectories(root.resolve("target/bench"));
        Files.writeString(json, Json.pretty(Report.json(bench.all, server, load)) + "\n");
        System.out.println("written to " + root.relativize(json));
    }

    static String option(String[] args, String name, String otherwise) {
        int at = List.of(args).indexOf(name);
        return at < 0 ? otherwise : args[at + 1];
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private Times times(String what) {
        return all.computeIfAbsent(what, w -> new Times());
    }

    /** From nothing (both PostgreSQL servers are made) and from a home that was used before. */
    private void starts(int starts) throws Exception {
        howdah.up();
        howdah.awaitCaches();
        for (int i = 0; i < starts; i++) {
            howdah.destroy();
            times(Report.UP_NEW).time(howdah::up);
            howdah.down();
            times(Report.UP_AGAIN).time(howdah::up);
        }
    }

    /** With a seat for each order, so that nothing is refilled while they are measured. */
    private void warm(Server server, int orders) throws Exception {
        if (orders == 0) {
            return;
        }
        try (Api api = new Api(howdah.home(), howdah.port())) {
            api.warmSeats(orders);
            while (server.warmSeats() < orders) {
                Thread.sleep(200);
            }
        }
        orders(orders / 2, orders - orders / 2, Report.WARM, Report.PSQL_AGAIN);
    }

    private Server orders(int warmup, int orders, String mine, String theirs) throws Exception {
        try (Api api = new Api(howdah.home(), howdah.port())) {
            Server server = Server.of(api.status());
            Path passwords = server.passwords();
            try (Psql session = psql.isEmpty() ? null : new Psql(psql.get(), server, passwords)) {
                // Names of a control plane that runs on may be taken by a benchmark before.
                String tag = Long.toString(System.currentTimeMillis() / 1000, 36);
                Script script = patterned(api);
                for (int i = -warmup; i < orders; i++) {
                    boolean counts = i >= 0;
                    String number = Integer.toString(i + warmup);
                    // Who goes second finds warmer caches: they take turns.
                    Times howdahs = counts ? times(mine) : new Times();
                    Times psqls = counts ? times(theirs) : new Times();
                    if (i % 2 == 0) {
                        throughHowdah(api, server, "h" + tag + number, howdahs);
                    }
                    if (session != null) {
                        throughPsql(session, script, server, "p" + tag + number, psqls);
                    }
                    if (i % 2 != 0) {
                        throughHowdah(api, server, "h" + tag + number, howdahs);
                    }
                }
            } finally {
                Files.delete(passwords);
            }
            return server;
        }
    }

    /** What an order would run that gets no warm seat; the first one that is planned, when there are none yet. */
    private Script patterned(Api api) throws Exception {
        if (pattern == null) {
            pattern = Script.of(api.plan("pattern"), "pattern");
        }
        return pattern;
    }

    private void throughHowdah(Api api, Server server, String name, Times times) throws Exception {
        long start = System.nanoTime();
        api.apply(Api.order(name, "{}"), 1);
        JsonNode credential = api.credential(name);
        server.login(
                credential.path("database").asString(),
                credential.path("username").asString(),
                credential.path("password").asString());
        times.since(start);
    }

    private void throughPsql(Psql session, Script script, Server server, String name, Times times) throws Exception {
        String password = "bench-" + name;
        List<String> lines = script.lines(name, password);
        long start = System.nanoTime();
        session.run(lines);
        server.login("bench-" + name, "bench-" + name + "-write", password);
        times.since(start);
        session.run(List.of("\\connect postgres"));
    }

    private void prompts(Server server) throws Exception {
        Path passwords = server.passwords();
        try {
            for (int i = 0; i < PROMPTS; i++) {
                times(Report.GET).time(() -> howdah.run("get", "databases"));
                if (psql.isPresent()) {
                    List<String> select = List.of(psql.get().toString(), "-X", "-c", "select 1", "-d", "postgres");
                    times(Report.SELECT)
                            .time(() -> Launcher.run(
                                    select, b -> b.environment().putAll(Psql.environment(server, passwords))));
                }
            }
        } finally {
            Files.delete(passwords);
        }
    }
}
