package dev.howdah.bench;

import dev.howdah.resource.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Many orders in one apply beside the same statements through several psql at once; then edits among them, the same file
 * again, a quiet time, and a restart. Options: {@code --orders N} (1000), {@code --warmup N} (100) orders before the clock
 * starts on every cluster, {@code --edits N} (100), {@code --quiet SECONDS} (120).
 */
public final class ManyBench {

    private static final List<Integer> SESSIONS = List.of(2, 4);

    private final Path root = Path.of(System.getProperty("howdah.root", "")).toAbsolutePath();
    private final Map<String, Object> figures = new LinkedHashMap<>();
    private final Path psql;
    private final int warmup;
    private final int orders;
    private final int edits;
    private final int quiet;

    private ManyBench(Path psql, int warmup, int orders, int edits, int quiet) {
        this.psql = psql;
        this.warmup = warmup;
        this.orders = orders;
        this.edits = edits;
        this.quiet = quiet;
    }

    public static void main(String[] args) throws Exception {
        var bench = new ManyBench(
                Psql.find().orElseThrow(() -> new IllegalStateException("no psql on this machine")),
                Integer.parseInt(OrderBench.option(args, "--warmup", "100")),
                Integer.parseInt(OrderBench.option(args, "--orders", "1000")),
                Integer.parseInt(OrderBench.option(args, "--edits", "100")),
                Integer.parseInt(OrderBench.option(args, "--quiet", "120")));
        double best = Double.MAX_VALUE;
        for (int sessions : SESSIONS) {
            best = Math.min(best, bench.inHome(launcher -> bench.throughPsql(launcher, sessions)));
        }
        double howdah = bench.inHome(bench::throughHowdah);
        bench.figure("Howdah / best psql", howdah / best);
        Path json = bench.root.resolve("target/bench/many.json");
        Files.createDirectories(json.getParent());
        Files.writeString(json, Json.pretty(bench.figures) + "\n");
        System.out.println("load at the end " + Machine.load() + "; written to " + bench.root.relativize(json));
    }

    private interface Part {
        double in(Launcher launcher) throws Exception;
    }

    /** Each part begins with an empty cluster. */
    private double inHome(Part part) throws Exception {
        Launcher launcher = new Launcher(root, Files.createTempDirectory("howdah-bench"), OrderBench.freePort());
        Thread cleanUp = new Thread(launcher::destroy);
        Runtime.getRuntime().addShutdownHook(cleanUp);
        try {
            launcher.up();
            launcher.awaitCaches();
            try (Api api = new Api(launcher.home(), launcher.port())) {
                api.awaitFirstBackup();
            }
            return part.in(launcher);
        } finally {
            Runtime.getRuntime().removeShutdownHook(cleanUp);
            launcher.destroy();
        }
    }

    private double throughPsql(Launcher launcher, int sessions) throws Exception {
        try (Api api = new Api(launcher.home(), launcher.port());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Server server = Server.of(api.status());
            Path passwords = server.passwords();
            Script script = Script.of(api.plan("pattern"), "pattern");
            List<List<String>> all = new ArrayList<>();
            for (int i = 0; i < orders; i++) {
                all.add(script.lines("p" + i, "bench-" + i));
            }
            try (Psql session = new Psql(psql, server, passwords)) {
                for (int i = 0; i < warmup; i++) {
                    session.run(script.lines("w" + i, "bench-w" + i));
                    session.run(List.of("\\connect postgres"));
                }
            }
            long start = System.nanoTime();
            List<Future<?>> running = new ArrayList<>();
            for (int s = 0; s < sessions; s++) {
                int first = s;
                running.add(threads.submit(() -> {
                    try (Psql session = new Psql(psql, server, passwords)) {
                        for (int i = first; i < all.size(); i += sessions) {
                            session.run(all.get(i));
                            session.run(List.of("\\connect postgres"));
                        }
                    }
                    return true;
                }));
            }
            for (Future<?> f : running) {
                f.get();
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            figure(orders + " orders through " + sessions + " psql, s", seconds);
            Files.delete(passwords);
            return seconds;
        }
    }

    private double throughHowdah(Launcher launcher) throws Exception {
        Path file = Files.createTempFile("howdah-bench", ".yaml");
        try (Api api = new Api(launcher.home(), launcher.port())) {
            Footprint before = Footprint.of(api.status());
            if (warmup > 0) {
                api.apply(documents("w", warmup), warmup);
            }
            String documents = documents("h", orders);
            long start = System.nanoTime();
            api.apply(documents, orders);
            double seconds = (System.nanoTime() - start) / 1e9;
            figure(orders + " orders in one apply, s", seconds);
            Footprint after = Footprint.of(api.status());
            figure("server's memory before, MiB", before.residentMib());
            figure("server's memory after, MiB", after.residentMib());

            Times each = new Times();
            Random random = new Random(1);
            List<String> specs = new ArrayList<>(java.util.Collections.nCopies(orders, "{}"));
            for (int i = 0; i < edits; i++) {
                int which = random.nextInt(orders);
                specs.set(which, "{ limits: { connections: " + (5 + i % 15) + " } }");
                String edited = Api.order("h" + which, specs.get(which));
                each.time(() -> api.apply(edited, 1));
            }
            figure("edit, P50 ms", each.median());
            figure("edit, P95 ms", each.p95());
            figure("edit, P99 ms", each.p99());

            StringBuilder same = new StringBuilder();
            for (int i = 0; i < orders; i++) {
                same.append("---\n").append(Api.order("h" + i, specs.get(i)));
            }
            Files.writeString(file, same);
            Server server = Server.of(api.status());
            String wal = server.walPosition();
            Times again = new Times();
            again.time(() -> launcher.run("apply", "-f", file.toString()));
            figure("apply of the same file, s", again.median() / 1000);
            figure("WAL written on the cluster by it, bytes", server.walSince(wal));

            quiet(api, server);
            restart(launcher);
            return seconds;
        } finally {
            Files.delete(file);
        }
    }

    private static String documents(String name, int many) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < many; i++) {
            out.append("---\n").append(Api.order(name + i, "{}"));
        }
        return out.toString();
    }

    private void quiet(Api api, Server server) throws Exception {
        Thread.sleep(30_000);
        Footprint before = Footprint.of(api.status());
        String wal = server.walPosition();
        double busy = server.activeSeconds();
        Thread.sleep(quiet * 1000L);
        Footprint after = Footprint.of(api.status());
        figure("quiet: server's CPU, %", 100 * (after.cpuSeconds() - before.cpuSeconds()) / quiet);
        figure("quiet: server's memory, MiB", after.residentMib());
        figure("quiet: database time in a minute, s", (server.activeSeconds() - busy) * 60 / quiet);
        figure("quiet: WAL written on the cluster, bytes", server.walSince(wal));
    }

    private void restart(Launcher launcher) throws Exception {
        try (Api api = new Api(launcher.home(), launcher.port())) {
            ProcessHandle.of(Footprint.of(api.status()).pid()).orElseThrow().destroyForcibly();
        }
        Times times = new Times();
        long start = System.nanoTime();
        launcher.up();
        times.since(start);
        try (Api api = new Api(launcher.home(), launcher.port())) {
            api.apply(Api.order("h0", "{ owner: { contact: again@example.org } }"), 1);
        }
        figure("kill -9, then howdah up, s", times.median() / 1000);
        figure("until an edit was done after it, s", (System.nanoTime() - start) / 1e9);
    }

    private void figure(String what, double value) {
        figures.put(what, value);
        System.out.printf(java.util.Locale.ROOT, "%-45s %10.2f%n", what, value);
    }
}
