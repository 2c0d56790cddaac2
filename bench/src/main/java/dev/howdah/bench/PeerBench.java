package dev.howdah.bench;

import dev.howdah.resource.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.postgresql.util.PasswordUtil;

/**
 * The same order, and the same order again, by Ansible's community.postgresql: both as commands, on the same cluster.
 * Ansible comes from PyPI into {@code target/bench/ansible} once. Options: {@code --orders N} (5).
 */
public final class PeerBench {

    private final Path root = Path.of(System.getProperty("howdah.root", "")).toAbsolutePath();
    private final Path venv = root.resolve("target/bench/ansible");
    private final Map<String, Times> all = new LinkedHashMap<>();

    private PeerBench() {}

    public static void main(String[] args) throws Exception {
        int orders = Integer.parseInt(OrderBench.option(args, "--orders", "5"));
        PeerBench bench = new PeerBench();
        bench.install();
        Launcher howdah = new Launcher(bench.root, Files.createTempDirectory("howdah-bench"), OrderBench.freePort());
        Thread cleanUp = new Thread(howdah::destroy);
        Runtime.getRuntime().addShutdownHook(cleanUp);
        try {
            howdah.up();
            howdah.awaitCaches();
            bench.orders(howdah, orders);
        } finally {
            Runtime.getRuntime().removeShutdownHook(cleanUp);
            howdah.destroy();
        }
        bench.print();
    }

    private void install() {
        if (!Files.exists(venv.resolve("bin/ansible-playbook"))) {
            Launcher.run(List.of("python3", "-m", "venv", venv.toString()), b -> {});
            Launcher.run(
                    List.of(venv.resolve("bin/pip").toString(), "install", "-q", "ansible", "psycopg2-binary"),
                    b -> {});
        }
    }

    private void orders(Launcher howdah, int orders) throws Exception {
        Path dir = Files.createTempDirectory("howdah-bench-peer");
        Path playbook = dir.resolve("order.yml");
        try (InputStream in = PeerBench.class.getResourceAsStream("/order.yml");
                Api api = new Api(howdah.home(), howdah.port())) {
            if (in == null) {
                throw new IllegalStateException("no order.yml");
            }
            Files.copy(in, playbook);
            Server server = Server.of(api.status());
            for (int i = 0; i < orders; i++) {
                Path order = Files.writeString(dir.resolve("h" + i + ".yaml"), Api.order("h" + i, "{}"));
                times("howdah apply, a new order").time(() -> howdah.run("apply", "-f", order.toString()));
                times("howdah apply, unchanged").time(() -> howdah.run("apply", "-f", order.toString()));
                List<String> play = play(server, playbook, verifiers(dir, "a" + i), "bench-a" + i);
                times("ansible-playbook, a new order").time(() -> Launcher.run(play, this::quietly));
                times("ansible-playbook, unchanged").time(() -> Launcher.run(play, this::quietly));
            }
        } finally {
            try (var files = Files.walk(dir)) {
                for (Path p : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(p);
                }
            }
        }
    }

    private void quietly(ProcessBuilder builder) {
        builder.environment().put("ANSIBLE_LOCALHOST_WARNING", "False");
        builder.environment().put("ANSIBLE_INVENTORY_UNPARSED_WARNING", "False");
    }

    private static Path verifiers(Path dir, String name) throws IOException {
        Path verifiers = Files.createDirectory(dir.resolve(name));
        for (String role : List.of("admin", "write", "read")) {
            Files.writeString(
                    verifiers.resolve(role), PasswordUtil.encodeScramSha256(("bench-" + name + role).toCharArray()));
        }
        return verifiers;
    }

    private List<String> play(Server server, Path playbook, Path verifiers, String database) {
        List<String> command =
                new ArrayList<>(List.of(venv.resolve("bin/ansible-playbook").toString(), playbook.toString()));
        Map.of(
                        "pg_host", server.host(),
                        "pg_port", Integer.toString(server.port()),
                        "pg_user", Server.PLATFORM,
                        "pg_password_file",
                                server.dir().resolve("secrets/password").toString(),
                        "pg_ca", server.ca().toString(),
                        "verifiers", verifiers.toString(),
                        "db", database,
                        "ansible_python_interpreter", venv.resolve("bin/python").toString())
                .forEach((key, value) -> command.addAll(List.of("-e", key + "=" + value)));
        return command;
    }

    private Times times(String what) {
        return all.computeIfAbsent(what, w -> new Times());
    }

    private void print() throws IOException {
        Map<String, Object> figures = new LinkedHashMap<>();
        all.forEach((what, times) -> {
            figures.put(what + ", ms", times.median());
            System.out.printf(Locale.ROOT, "%-45s %10.0f ms (median of %d)%n", what, times.median(), times.count());
        });
        Path json = root.resolve("target/bench/peer.json");
        Files.createDirectories(json.getParent());
        Files.writeString(json, Json.pretty(figures) + "\n");
        System.out.println("load at the end " + Machine.load() + "; written to " + root.relativize(json));
    }
}
