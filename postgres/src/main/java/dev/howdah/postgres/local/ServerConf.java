package dev.howdah.postgres.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.regex.Pattern;

/** The text of a server's configuration files, but for pg_hba.conf. */
final class ServerConf {

    /** Room for {@code /.s.PGSQL.65535} and its end within the 108 bytes of {@code sockaddr_un.sun_path}. */
    private static final int LONGEST_SOCKET_DIR = 107 - "/.s.PGSQL.65535.lock".length();

    private static final Pattern PORT = Pattern.compile("(?m)^port = (\\d+)$");
    private static final int FIRST_PORT = 15432;
    private static final int PORTS = 10_000;

    private ServerConf() {}

    /** postgresql.conf: what a platform team puts into custom.conf counts unless Howdah sets it. */
    static final String MAIN = """
            # Written by Howdah: changes made here are lost. Put your own into custom.conf beside this file.
            include_if_exists = 'custom.conf'
            include = 'howdah.conf'
            """;

    /** pg_ident.conf: which user of the operating system may use the platform's own socket. */
    static String ident(OsUser user) {
        var text = new StringBuilder("# Written by Howdah: changes made here are lost.\n");
        // programs that back the server up run as PostgreSQL's own user
        for (String name : new LinkedHashSet<>(java.util.List.of(System.getProperty("user.name"), user.name()))) {
            text.append("howdah \"")
                    .append(name.replace("\"", "\"\""))
                    .append("\" ")
                    .append(Hba.PLATFORM)
                    .append('\n');
        }
        return text.toString();
    }

    /** howdah.conf. */
    static String text(LocalDir dir, LocalSettings settings, int port) {
        var listen = new LinkedHashSet<>(java.util.List.of("127.0.0.1", "::1"));
        listen.addAll(settings.listen());
        return """
                # Written by Howdah: changes made here are lost.
                port = %d
                listen_addresses = %s
                unix_socket_directories = %s
                unix_socket_permissions = 0700
                max_connections = %d
                shared_buffers = 128MB
                jit = off
                password_encryption = scram-sha-256
                ssl = on
                ssl_cert_file = 'server.pem'
                ssl_key_file = 'server.pem'
                ssl_min_protocol_version = 'TLSv1.2'
                timezone = 'UTC'
                datestyle = 'iso, mdy'
                default_text_search_config = 'pg_catalog.english'
                lc_messages = 'C'
                logging_collector = on
                log_directory = '../log'
                log_filename = 'postgresql-%%a.log'
                log_file_mode = 0600
                log_rotation_age = 1d
                log_rotation_size = 0
                log_truncate_on_rotation = on
                log_timezone = 'UTC'
                log_line_prefix = '%%m [%%p] %%q%%u@%%d %%h '
                # No statement and no value of a tenant is ever logged.
                log_statement = none
                log_min_duration_statement = -1
                log_min_duration_sample = -1
                log_transaction_sample_rate = 0
                log_min_error_statement = panic
                log_parameter_max_length = 0
                log_parameter_max_length_on_error = 0
                """.formatted(
                                port,
                                quoted(String.join(",", listen)),
                                quoted(listItem(socketDir(dir))),
                                settings.maxConnections())
                + recovering(dir)
                + (settings.archived() ? archiving(dir) : "");
    }

    /**
     * A server that was killed syncs every file before it recovers: with a thousand databases that are 300,000, one after the
     * other. Linux can do it at once, which PostgreSQL 14 and later ask for.
     */
    private static String recovering(LocalDir dir) {
        boolean can = System.getProperty("os.name").equals("Linux")
                && dir.major().filter(major -> major >= 14).isPresent();
        return can ? "recovery_init_sync_method = syncfs\n" : "";
    }

    /** Constant, so that beginning and ending to archive restarts nothing: {@link Archiver} is what changes. */
    private static String archiving(LocalDir dir) {
        return """
                wal_level = replica
                archive_mode = on
                archive_command = %s
                archive_timeout = %ds
                """.formatted(
                quoted("sh '" + dir.archiver().toString().replace("'", "'\\''").replace("%", "%%") + "' \"%p\""),
                Archiver.TIMEOUT.toSeconds());
    }

    /** The port in a howdah.conf. */
    static Optional<Integer> port(String conf) {
        var m = PORT.matcher(conf);
        return m.find() ? Optional.of(Integer.valueOf(m.group(1))) : Optional.empty();
    }

    /**
     * A port that nobody listens on: below those that the system gives to clients, beginning somewhere that depends on
     * the directory, so that servers that are made at the same time do not meet.
     */
    static int freePort(LocalDir dir) {
        int offset = Math.floorMod(Integer.parseUnsignedInt(LocalHome.hash(dir.root()), 16), PORTS);
        for (int i = 0; i < PORTS; i++) {
            int port = FIRST_PORT + (offset + i) % PORTS;
            if (free("127.0.0.1", port) && free("::1", port)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port from " + FIRST_PORT + " to " + (FIRST_PORT + PORTS - 1));
    }

    private static boolean free(String address, int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(address), port));
            return true;
        } catch (IOException e) {
            // a machine without IPv6 has no ::1 that could be taken
            return address.equals("::1") && !String.valueOf(e.getMessage()).contains("in use");
        }
    }

    /** A directory of its own for the socket; a path that is too long for one is replaced by a short one. */
    static Path socketDir(LocalDir dir) {
        Path inside = dir.socket();
        return inside.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST_SOCKET_DIR
                ? inside
                : Path.of("/tmp/howdah-socket-" + LocalHome.hash(dir.root()));
    }

    /** An item of a list setting. */
    private static String listItem(Path path) {
        return "\"" + path.toString().replace("\"", "\"\"") + "\"";
    }

    private static String quoted(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'";
    }
}
