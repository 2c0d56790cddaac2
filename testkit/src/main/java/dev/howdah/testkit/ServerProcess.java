package dev.howdah.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One throw-away server's files and process. */
final class ServerProcess {

    /** Runs the server until standard input ends, which it does when the JVM dies, then removes everything. */
    private static final String KEEPER = """
            trap '' INT TERM HUP
            dir=$1; shift
            "$@" >>"$dir/log" 2>&1 </dev/null &
            pid=$!
            read -r line || { rm -f "$dir/keep"; kill -QUIT $pid 2>/dev/null; }
            wait $pid
            [ -e "$dir/keep" ] || rm -rf "$dir"
            """;

    private static final long PLENTY = 8L << 30;

    private final Path bin;
    private final Path dir;
    private final Optional<String> user;
    private final int port;
    private @Nullable Process keeper;

    private ServerProcess(Path bin, Path dir, Optional<String> user, int port) {
        this.bin = bin;
        this.dir = dir;
        this.user = user;
        this.port = port;
    }

    static ServerProcess create(Path bin, ThrowawayPostgres.Account superuser, Map<String, String> options) {
        try {
            Path dir = Files.createTempDirectory(roomiest(), "howdah-test-pg");
            Optional<String> user = osUser();
            var server = new ServerProcess(bin, dir, user, freePort());
            Files.writeString(dir.resolve("keep"), "");
            Path pwfile = dir.resolve("pwfile");
            Files.createFile(
                    pwfile, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(pwfile, superuser.password());
            server.own(dir);
            server.own(pwfile);
            server.initdb(superuser.user(), pwfile);
            Files.delete(pwfile);
            Files.writeString(
                    server.data().resolve("postgresql.conf"),
                    options.entrySet().stream()
                            .map(e -> e.getKey() + " = '" + e.getValue().replace("'", "''") + "'\n")
                            .collect(Collectors.joining("", "port = " + server.port + "\n", "")));
            Files.writeString(server.data().resolve("pg_hba.conf"), "host all,replication all all scram-sha-256\n");
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One that follows a server that runs, at another address of this machine and the same port. */
    static ServerProcess standby(Path bin, ServerProcess primary, ThrowawayPostgres.Account superuser, String address) {
        try {
            Path dir = Files.createTempDirectory(roomiest(), "howdah-test-pg");
            var server = new ServerProcess(bin, dir, primary.user, primary.port);
            Files.writeString(dir.resolve("keep"), "");
            server.own(dir);
            Path passwords = dir.resolve("pgpass");
            Files.createFile(
                    passwords, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(passwords, "*:*:*:" + superuser.user() + ":" + superuser.password() + "\n");
            server.own(passwords);
            server.run(server.as(
                    bin.resolve("pg_basebackup").toString(),
                    "--no-sync",
                    "--checkpoint=fast",
                    "--write-recovery-conf",
                    "--pgdata=" + server.data(),
                    "--dbname=host=127.0.0.1 port=" + primary.port + " user=" + superuser.user() + " passfile="
                            + passwords));
            Files.writeString(
                    server.data().resolve("postgresql.conf"),
                    "listen_addresses = '" + address + "'\n",
                    StandardOpenOption.APPEND);
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In memory where there is plenty: creating and dropping databases waits for the disk most of the time. */
    private static Path roomiest() throws IOException {
        Path memory = Path.of("/dev/shm");
        boolean plenty = Files.isWritable(memory) && Files.getFileStore(memory).getUsableSpace() > PLENTY;
        return plenty ? memory : Path.of(System.getProperty("java.io.tmpdir"));
    }

    int port() {
        return port;
    }

    Path data() {
        return dir.resolve("data");
    }

    String log() {
        try {
            return Files.readString(dir.resolve("log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        try {
            return Long.parseLong(Files.readAllLines(data().resolve("postmaster.pid"))
                    .getFirst()
                    .strip());
        } catch (IOException e) {
            throw new UncheckedIOException("the server is not running: " + log(), e);
        }
    }

    void start() {
        if (keeper != null && keeper.isAlive()) {
            return;
        }
        long stale = pidOrZero();
        // right after kill -9 the old backends still hold the shared memory for a moment
        for (int tries = 0; !started(stale); tries++) {
            String log = log();
            awaitEnd();
            if (tries > 50 || !log.contains("still in use")) {
                throw new IllegalStateException("PostgreSQL did not start: " + log);
            }
        }
    }

    private boolean started(long stale) {
        try {
            // a new file: backends of a killed server still write their last words to the old one
            Files.deleteIfExists(dir.resolve("log"));
            Files.createFile(dir.resolve("log"));
            var command = new ArrayList<>(List.of("sh", "-c", KEEPER, "sh", dir.toString()));
            command.addAll(as(bin.resolve("postgres").toString(), "-D", data().toString()));
            keeper = new ProcessBuilder(command).directory(dir.toFile()).start();
            while (!ready(stale)) {
                String log = log();
                // sessions that come too early are refused as FATAL too: "the database system is starting up"
                if (log.replace("FATAL:  the database system is", "").contains("FATAL: ")
                        || log.contains("database system is shut down")) {
                    return false;
                }
                Thread.sleep(10);
            }
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** postmaster.pid's eighth line says {@code ready} once connections are taken. */
    private boolean ready(long stale) throws IOException {
        Path file = data().resolve("postmaster.pid");
        try {
            var lines = Files.readAllLines(file);
            return lines.size() > 7
                    && !lines.getFirst().strip().equals(Long.toString(stale))
                    && lines.get(7).strip().equals("ready");
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    void signal(String name) {
        run(List.of("kill", "-" + name, Long.toString(pid())));
    }

    /** Waits until the server's process is gone; its files stay. */
    void awaitEnd() {
        Process k = keeper;
        if (k == null) {
            return;
        }
        try {
            // a line, not the end of the stream: keep the files
            k.getOutputStream().write('\n');
            k.getOutputStream().flush();
            if (!k.waitFor(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the server does not end: " + log());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    void remove() {
        Process k = keeper;
        try {
            if (k != null) {
                k.getOutputStream().close();
                k.waitFor();
            }
            deleteTree(dir);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path d, @Nullable IOException e) throws IOException {
                Files.deleteIfExists(d);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private long pidOrZero() {
        return Files.exists(data().resolve("postmaster.pid")) ? pid() : 0;
    }

    private void initdb(String superuser, Path pwfile) {
        run(as(
                bin.resolve("initdb").toString(),
                "--no-sync",
                "-A",
                "scram-sha-256",
                "-U",
                superuser,
                "--pwfile=" + pwfile,
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "-D",
                data().toString()));
    }

    /** PostgreSQL refuses to run as root. */
    private static Optional<String> osUser() {
        if (!System.getProperty("user.name").equals("root")) {
            return Optional.empty();
        }
        try {
            return Files.readAllLines(Path.of("/etc/passwd")).stream().anyMatch(l -> l.startsWith("postgres:"))
                    ? Optional.of("postgres")
                    : Optional.of("nobody");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void own(Path path) throws IOException {
        if (user.isPresent()) {
            var lookup = path.getFileSystem().getUserPrincipalLookupService();
            Files.setOwner(path, lookup.lookupPrincipalByName(user.get()));
        }
    }

    private List<String> as(String... command) {
        var list = new ArrayList<String>();
        user.ifPresent(u -> list.addAll(List.of("setpriv", "--reuid=" + u, "--regid=" + group(u), "--clear-groups")));
        list.addAll(List.of("env", "-i", "PATH=/usr/bin:/bin", "LC_ALL=C", "TZ=UTC"));
        list.addAll(List.of(command));
        return list;
    }

    private static String group(String user) {
        try {
            return Files.readAllLines(Path.of("/etc/passwd")).stream()
                    .filter(l -> l.startsWith(user + ":"))
                    .map(l -> l.split(":")[3])
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void run(List<String> command) {
        try {
            var p = new ProcessBuilder(command)
                    .directory(dir.toFile())
                    .redirectErrorStream(true)
                    .start();
            p.getOutputStream().close();
            String out = new String(p.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (p.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
