package dev.howdah.server.config;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The arguments of the server process.
 *
 * @param command {@code run}, {@code stop} or {@code train}
 * @param port of the API; 0: any free one
 * @param destroy with {@code stop}: remove the home too
 * @param store a Store that Howdah does not run itself; empty: its own
 * @param keyFile the key that opens the builtin sink; empty: the home's
 */
public record ServerArgs(
        String command,
        Path home,
        int port,
        String listen,
        Optional<Path> postgresBin,
        Optional<Path> tlsCert,
        Optional<Path> tlsKey,
        boolean destroy,
        Optional<OutsideStore> store,
        Optional<Path> keyFile) {

    /** The API's port when none is named. */
    public static final int DEFAULT_PORT = 8432;

    private static final List<String> COMMANDS = List.of("run", "stop", "train");
    private static final List<String> OPTIONS = List.of(
            "--home",
            "--port",
            "--listen",
            "--postgres-bin",
            "--tls-cert",
            "--tls-key",
            "--store-url",
            "--store-password-file",
            "--store-ca",
            "--key-file");

    /** A control plane with a Store of its own. */
    public ServerArgs(
            String command,
            Path home,
            int port,
            String listen,
            Optional<Path> postgresBin,
            Optional<Path> tlsCert,
            Optional<Path> tlsKey,
            boolean destroy) {
        this(command, home, port, listen, postgresBin, tlsCert, tlsKey, destroy, Optional.empty(), Optional.empty());
    }

    /** @throws IllegalArgumentException with a sentence for the user */
    public static ServerArgs parse(List<String> args, Map<String, String> environment) {
        if (args.isEmpty() || !COMMANDS.contains(args.getFirst())) {
            throw new IllegalArgumentException("say one of: " + String.join(", ", COMMANDS));
        }
        Map<String, String> options = new TreeMap<>();
        boolean destroy = false;
        Iterator<String> rest = args.subList(1, args.size()).iterator();
        while (rest.hasNext()) {
            String option = rest.next();
            if (option.equals("--destroy")) {
                destroy = true;
            } else if (OPTIONS.contains(option) && rest.hasNext()) {
                options.put(option, rest.next());
            } else {
                throw new IllegalArgumentException(
                        OPTIONS.contains(option)
                                ? option + " needs a value"
                                : "unknown option " + option + "; there is: " + String.join(", ", OPTIONS)
                                        + ", --destroy");
            }
        }
        Optional<Path> cert = path(options, "--tls-cert");
        Optional<Path> key = path(options, "--tls-key");
        if (cert.isPresent() != key.isPresent()) {
            throw new IllegalArgumentException("--tls-cert and --tls-key go together");
        }
        return new ServerArgs(
                args.getFirst(),
                path(options, "--home")
                        .orElseGet(() -> Path.of(environment.getOrDefault(
                                        "HOWDAH_HOME", environment.getOrDefault("HOME", ".") + "/.howdah"))
                                .toAbsolutePath()),
                port(options.getOrDefault("--port", Integer.toString(DEFAULT_PORT))),
                options.getOrDefault("--listen", "127.0.0.1"),
                path(options, "--postgres-bin"),
                cert,
                key,
                destroy,
                store(options),
                path(options, "--key-file"));
    }

    private static Optional<OutsideStore> store(Map<String, String> options) {
        String url = options.get("--store-url");
        if (url == null) {
            if (options.containsKey("--store-password-file") || options.containsKey("--store-ca")) {
                throw new IllegalArgumentException("--store-password-file and --store-ca go with --store-url");
            }
            return Optional.empty();
        }
        return Optional.of(new OutsideStore(
                StoreUrl.parse(url), path(options, "--store-password-file"), path(options, "--store-ca")));
    }

    private static Optional<Path> path(Map<String, String> options, String name) {
        return Optional.ofNullable(options.get(name))
                .map(p -> Path.of(p).toAbsolutePath().normalize());
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException("--port takes 0 to 65535, not '" + text + "'");
    }
}
