package dev.howdah.cli.pg;

import dev.howdah.cli.io.Console;
import dev.howdah.cli.io.Failure;
import dev.howdah.cli.io.PrivateFile;
import dev.howdah.resource.Deliver;
import dev.howdah.resource.Format;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Role;
import dev.howdah.shape.Setting;
import dev.howdah.shape.Shapes;
import dev.howdah.spi.Credential;
import dev.howdah.spi.Parcel;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The real psql, run for a session. It gets the connection as a service file and a password file, both for this user's
 * eyes only: arguments are seen by everybody on a machine, and what is in the environment is inherited.
 */
public final class Client {

    private final Console console;
    private final Path psql;

    private Client(Console console, Path psql) {
        this.console = console;
        this.psql = psql;
    }

    /** Looks along the path, then where Debian and Red Hat keep versions; empty when there is none. */
    public static Optional<Client> find(Console console) {
        Stream<Path> path = Stream.of(console.variable("PATH").orElse("").split(File.pathSeparator))
                .filter(d -> !d.isEmpty())
                .map(d -> Path.of(d, "psql"));
        return Stream.concat(path, versions())
                .filter(Files::isExecutable)
                .findFirst()
                .map(p -> new Client(console, p));
    }

    private static Stream<Path> versions() {
        for (String place : List.of("/usr/lib/postgresql", "/usr/pgsql")) {
            try (Stream<Path> found = Files.list(Path.of(place))) {
                return found.map(v -> v.resolve("bin/psql")).sorted().toList().reversed().stream();
            } catch (IOException e) {
                // not this kind of system
            }
        }
        return Stream.empty();
    }

    /** @return psql's own exit code */
    public int run(Account account, List<String> arguments) throws InterruptedException {
        Path directory = null;
        try {
            directory = Files.createTempDirectory("howdah-psql");
            Path gone = directory;
            // a terminal that is closed ends this JVM before anything else here runs
            Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(gone)));
            Path service = directory.resolve("service");
            Path password = directory.resolve("pgpass");
            PrivateFile.write(
                    service,
                    "[howdah]\n"
                            + text(account, "", Format.SERVICE)
                                    .replaceFirst("\\[.*]\n", "")
                                    .replaceFirst("password=\n", ""));
            PrivateFile.write(password, text(account, account.password(), Format.PGPASS));
            var command = new ArrayList<>(List.of(psql.toString()));
            command.addAll(arguments);
            var builder = new ProcessBuilder(command)
                    .inheritIO()
                    .directory(console.cwd().toFile());
            builder.environment().keySet().removeIf(Client::connects);
            builder.environment().put("PGSERVICEFILE", service.toString());
            builder.environment().put("PGSERVICE", "howdah");
            builder.environment().put("PGPASSFILE", password.toString());
            leaveInterruptsToPsql();
            return builder.start().waitFor();
        } catch (IOException e) {
            throw Failure.of("can't run " + psql + ": " + e.getMessage());
        } finally {
            remove(directory);
        }
    }

    private static String text(Account a, String password, Format format) {
        var credential = new Credential(
                Role.WRITE,
                a.host(),
                a.host(),
                a.port(),
                a.database(),
                a.user(),
                password,
                a.sslmode(),
                a.caPem(),
                Optional.empty());
        var parcel = new Parcel(Ref.database("", ""), a.user(), Deliver.of(Role.WRITE, "psql", format));
        var setting = new Setting(false, a.caFile(), "", Optional.empty());
        try {
            return Shapes.of(credential, parcel, setting).onlyValue();
        } catch (IllegalArgumentException e) {
            throw Failure.of(String.valueOf(e.getMessage()));
        }
    }

    /** Variables that would say otherwise than the service file. */
    private static boolean connects(String variable) {
        return variable.startsWith("PG") && !variable.equals("PGCLIENTENCODING") && !variable.equals("PGTZ");
    }

    /**
     * Ctrl-C goes to psql and to this JVM; it is psql's to cancel a statement with. The class is not part of the
     * platform's specification, hence the long way to it; where it is missing, Ctrl-C ends both.
     */
    private static void leaveInterruptsToPsql() {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object nothing = Proxy.newProxyInstance(
                    Client.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> null);
            Method handle = signal.getMethod("handle", signal, handler);
            handle.invoke(null, signal.getConstructor(String.class).newInstance("INT"), nothing);
        } catch (ReflectiveOperationException e) {
            return;
        }
    }

    private static void remove(@org.jspecify.annotations.Nullable Path directory) {
        if (directory == null || !Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            throw Failure.of("can't remove " + directory + ", which holds a password: " + e.getMessage());
        }
    }
}
