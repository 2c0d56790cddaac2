package dev.howdah.cli.pg;

import dev.howdah.resource.Deliver;
import dev.howdah.resource.Format;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Role;
import dev.howdah.shape.FileText;
import dev.howdah.shape.Setting;
import dev.howdah.shape.Shapes;
import dev.howdah.spi.Contents;
import dev.howdah.spi.Credential;
import dev.howdah.spi.Parcel;
import dev.howdah.testkit.ThrowawayPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** A server with logins whose names and passwords are as bad as they get, and programs that read what they are given. */
final class Consumers {

    /** One login. */
    enum Person {
        QUOTED("p'a\"s\\s:w@o/r d%&=?#$`[]{}!*;|<>~ü€", "we'ird \"u:s@e/r%\\ü", "d'b \"x:y@z/%?&\\#"),
        BLANK("  it's a \"blank\" #1  ", " blank", "blank "),
        SHELL("$HOME ${HOME} $(id) `id` %PATH% \\\\x\\", "#u;s=e|r & \\", "\\\\d\\$b'");

        final String password;
        final String user;
        final String database;

        Person(String password, String user, String database) {
            this.password = password;
            this.user = user;
            this.database = database;
        }

        /** What a session says of itself. */
        String itself() {
            return user + "\n" + database;
        }
    }

    static final String WHO = "SELECT current_user || chr(10) || current_database()";

    private final ThrowawayPostgres server = ThrowawayPostgres.fresh(15, Map.of());
    private final Path directory;
    private final String ca;
    private final Path caFile;

    Consumers(Path directory) throws Exception {
        this.directory = directory;
        Tls tls = Tls.make(directory, "dns:localhost", "-validity 10");
        tls.install(server, "hostssl all all 127.0.0.1/32 scram-sha-256\nhostssl all all ::1/128 scram-sha-256\n");
        ca = tls.caPem();
        caFile = Files.writeString(directory.resolve("c a'.pem"), ca);
        try (var c = server.connect("postgres");
                var s = c.createStatement()) {
            for (Person p : Person.values()) {
                s.execute("CREATE ROLE " + identifier(p.user) + " LOGIN PASSWORD E'"
                        + p.password.replace("\\", "\\\\").replace("'", "''") + "'");
                s.execute("CREATE DATABASE " + identifier(p.database) + " OWNER " + identifier(p.user));
            }
        }
    }

    void close() {
        server.close();
    }

    private static String identifier(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    Credential credential(Person p) {
        return new Credential(
                Role.WRITE,
                "localhost",
                "localhost",
                server.port(),
                p.database,
                p.user,
                p.password,
                "verify-full",
                Optional.of(ca),
                Optional.empty());
    }

    /** With the CA in a file. */
    Contents shape(Person p, Deliver wish) {
        return shape(p, wish, Optional.of(caFile.toString()));
    }

    /** With the CA inlined where the format can. */
    Contents inlined(Person p, Format format) {
        return shape(p, Deliver.of(Role.WRITE, "sink", format), Optional.empty());
    }

    private Contents shape(Person p, Deliver wish, Optional<String> file) {
        return Shapes.of(
                credential(p),
                new Parcel(Ref.database("idp-dev", "my-db"), p.user, wish),
                new Setting(true, file, "", Optional.empty()));
    }

    String text(Person p, Format format) {
        Deliver wish = Deliver.of(Role.WRITE, "sink", format);
        return FileText.of(shape(p, wish), wish, "");
    }

    Path file(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.deleteIfExists(file);
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    /** What a program says, in a clean environment. */
    static String run(String... command) throws Exception {
        var builder = new ProcessBuilder(List.of(command)).redirectErrorStream(true);
        builder.environment().keySet().removeIf(k -> k.startsWith("PG"));
        builder.environment().put("WHO", WHO);
        builder.environment().put("PYTHONUTF8", "1");
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said.endsWith("\n") ? said.substring(0, said.length() - 1) : said;
    }

    static String jdbc(String url, Properties properties) throws Exception {
        try (var c = DriverManager.getConnection(url, properties);
                var s = c.createStatement();
                var r = s.executeQuery(WHO)) {
            r.next();
            return r.getString(1);
        }
    }

    /** Logs in with values that a parser has read. */
    String login(String user, String password, String database) throws Exception {
        var properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("sslmode", "verify-full");
        properties.setProperty("sslrootcert", caFile.toString());
        return jdbc(server.jdbcUrl(database).replace("127.0.0.1", "localhost"), properties);
    }
}
