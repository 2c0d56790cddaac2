package dev.howdah.bench;

import dev.howdah.resource.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One tenant's database brought back as it was at a moment, on a cluster with others: by Howdah, by hand, and by restoring
 * the whole cluster. Options: {@code --mib N} (300) of the tenant, {@code --tenants N} (10) beside it with {@code --each N}
 * MiB (8), {@code --rounds N} (3).
 */
public final class RestoreBench {

    private final Path root = Path.of(System.getProperty("howdah.root", "")).toAbsolutePath();
    private final Map<String, Object> figures = new LinkedHashMap<>();
    private final int mib;
    private final int tenants;
    private final int each;
    private final int rounds;

    private RestoreBench(String[] args) {
        this.mib = Integer.parseInt(OrderBench.option(args, "--mib", "300"));
        this.tenants = Integer.parseInt(OrderBench.option(args, "--tenants", "10"));
        this.each = Integer.parseInt(OrderBench.option(args, "--each", "8"));
        this.rounds = Integer.parseInt(OrderBench.option(args, "--rounds", "3"));
    }

    public static void main(String[] args) throws Exception {
        RestoreBench bench = new RestoreBench(args);
        Launcher howdah = new Launcher(bench.root, Files.createTempDirectory("howdah-bench"), OrderBench.freePort());
        Thread cleanUp = new Thread(howdah::destroy);
        Runtime.getRuntime().addShutdownHook(cleanUp);
        try {
            howdah.up();
            howdah.awaitCaches();
            bench.measure(howdah);
        } finally {
            Runtime.getRuntime().removeShutdownHook(cleanUp);
            howdah.destroy();
        }
        Path json = bench.root.resolve("target/bench/restore.json");
        Files.createDirectories(json.getParent());
        Files.writeString(json, Json.pretty(bench.figures) + "\n");
        System.out.println("load at the end " + Machine.load() + "; written to " + bench.root.relativize(json));
    }

    private void measure(Launcher howdah) throws Exception {
        Path script = Files.createTempFile("howdah-bench", ".sh");
        Path passwords = null;
        try (Api api = new Api(howdah.home(), howdah.port());
                InputStream in = RestoreBench.class.getResourceAsStream("/restore-by-hand.sh")) {
            if (in == null) {
                throw new IllegalStateException("no restore-by-hand.sh");
            }
            Files.write(script, in.readAllBytes());
            Server server = Server.of(api.status());
            passwords = server.passwords();
            fill(howdah, api);
            Times backup = new Times();
            backup.time(() -> howdah.run("backup", "cluster", "default", "--type", "full", "--timeout", "30m"));
            figure("full backup of the cluster, s", backup.median() / 1000);
            howdah.run("psql", "bench/big", "--role", "write", "-c", "UPDATE t1 SET n = -n WHERE n < 1000");
            Thread.sleep(1500);
            String moment = Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
            Thread.sleep(1500);
            howdah.run("psql", "bench/big", "--role", "admin", "-c", "DROP TABLE t2");

            Times one = new Times();
            Times hand = new Times();
            for (int i = 0; i < rounds; i++) {
                String copy = "copy" + i;
                one.time(() -> howdah.run(
                        "restore", "database", "bench/big", "--to", moment, "--as", copy, "--timeout", "60m"));
                byHand(server, script, passwords, moment, hand, "by-hand-" + i);
            }
            figure("one tenant by Howdah, s", one.median() / 1000);
            figure("one tenant by hand, s", hand.median() / 1000);
            figure("Howdah / by hand", one.median() / hand.median());
            Times whole = new Times();
            byHand(server, script, passwords, moment, whole, "");
            figure("the whole cluster, restored and replayed, s", whole.median() / 1000);
            Times swap = new Times();
            String[] said = {""};
            swap.time(() -> said[0] = howdah.run(
                    "restore",
                    "database",
                    "bench/big",
                    "--to",
                    moment,
                    "--in-place",
                    "--confirm",
                    "big",
                    "--timeout",
                    "60m"));
            figure("one tenant in place by Howdah, s", swap.median() / 1000);
            System.out.println(said[0].strip());
        } finally {
            Files.delete(script);
            if (passwords != null) {
                Files.delete(passwords);
            }
        }
    }

    private void fill(Launcher howdah, Api api) throws Exception {
        StringBuilder documents = new StringBuilder(Api.order("big", "{}"));
        for (int i = 0; i < tenants; i++) {
            documents.append("---\n").append(Api.order("small" + i, "{}"));
        }
        api.apply(documents.toString(), tenants + 1);
        fill(howdah, "big", mib);
        for (int i = 0; i < tenants; i++) {
            fill(howdah, "small" + i, each);
        }
    }

    /** Four tables with an index each beside the primary key; a row with what belongs to it takes about 160 bytes. */
    private static void fill(Launcher howdah, String name, int mib) {
        long rows = mib * 1024L * 1024 / 160 / 4;
        for (int t = 1; t <= 4; t++) {
            howdah.run(
                    "psql",
                    "bench/" + name,
                    "--role",
                    "admin",
                    "-c",
                    "CREATE TABLE t" + t + " (id bigint PRIMARY KEY, n int, payload text); INSERT INTO t" + t
                            + " SELECT i, i % 100000, md5(i::text) || md5((i + 1)::text) FROM generate_series(1, "
                            + rows
                            + ") i; CREATE INDEX ON t" + t + " (n)");
        }
    }

    /** @param copy empty: the whole cluster, and nothing is copied out of it */
    private void byHand(Server server, Path script, Path passwords, String moment, Times times, String copy)
            throws Exception {
        Path dir = Files.createTempDirectory("howdah-bench-hand");
        List<String> command = List.of(
                "bash",
                script.toString(),
                server.dir().resolve("pgbackrest.conf").toString(),
                "default",
                "bench-big",
                moment.replace("T", " ").replace("Z", "+00"),
                dir.toString(),
                "/usr/lib/postgresql/" + server.version().split("\\.")[0] + "/bin",
                copy);
        try {
            times.time(() -> Launcher.run(command, b -> b.environment().putAll(Psql.environment(server, passwords))));
            figure(
                    (copy.isEmpty() ? "the whole cluster" : "one tenant") + " by hand, MiB restored",
                    Double.parseDouble(Files.readString(dir.resolve("mib")).strip()));
        } finally {
            Launcher.run(List.of("rm", "-rf", dir.toString()), b -> {});
        }
    }

    private void figure(String what, double value) throws IOException {
        figures.put(what, value);
        System.out.printf(Locale.ROOT, "%-50s %10.2f%n", what, value);
    }
}
