package dev.howdah.cli.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.cli.io.Failure;
import dev.howdah.cli.io.Tree;
import dev.howdah.testkit.ThrowawayPostgres;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Each form is read by the program that it is for, which then logs in with it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccountFormTest {

    private static final String PASSWORD = "p'a\"s\\s:w@o/r d%&=?#$`[]{}!*;|<>~ü€";
    private static final String USER = "we'ird \"u:s@e/r%\\ü";
    private static final String DATABASE = "d'b \"x:y@z/%?&\\#";

    private final ThrowawayPostgres server = ThrowawayPostgres.fresh(15, Map.of());

    @TempDir
    static Path directory;

    private Account account = new Account("", 0, "", "", "", "", Optional.empty(), Optional.empty());

    @BeforeAll
    void prepare() throws Exception {
        try (var c = server.connect("postgres");
                var s = c.createStatement()) {
            s.execute("CREATE ROLE " + identifier(USER) + " LOGIN PASSWORD '" + PASSWORD.replace("'", "''") + "'");
            s.execute("CREATE DATABASE " + identifier(DATABASE) + " OWNER " + identifier(USER));
        }
        Tls tls = Tls.make(directory, "dns:localhost", "-validity 10");
        tls.install(server, "hostssl all all 127.0.0.1/32 scram-sha-256\nhostssl all all ::1/128 scram-sha-256\n");
        Path ca = Files.writeString(directory.resolve("c a'.pem"), tls.caPem());
        account = new Account(
                "localhost",
                server.port(),
                DATABASE,
                USER,
                PASSWORD,
                "verify-full",
                Optional.of(ca.toString()),
                Optional.of(tls.caPem()));
    }

    @org.junit.jupiter.api.AfterAll
    void close() {
        server.close();
    }

    private static String identifier(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    private static final String WHO = "SELECT current_user || chr(10) || current_database()";
    private static final String I_AM = USER + "\n" + DATABASE;

    /** What psql says, run by a shell with a clean environment. */
    private String psql(String script) throws Exception {
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/psql")), "psql is not installed: its forms are not tested");
        var builder = new ProcessBuilder("bash", "-c", script).redirectErrorStream(true);
        builder.environment().keySet().removeIf(k -> k.startsWith("PG"));
        builder.environment().put("WHO", WHO);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        process.waitFor();
        return said.stripTrailing();
    }

    private Path file(String name, String text) throws Exception {
        Path file = directory.resolve(name);
        Files.deleteIfExists(file);
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    @Test
    void env_is_read_by_a_shell_and_psql() throws Exception {
        Path env = file("env", AccountForm.env.write(account, false));
        assertThat(psql("eval \"$(cat '" + env + "')\" && psql -XAtc \"$WHO\"")).isEqualTo(I_AM);
    }

    @Test
    void uri_is_read_by_psql() throws Exception {
        Path uri = file("uri", AccountForm.uri.write(account, false));
        assertThat(psql("psql \"$(cat '" + uri + "')\" -XAtc \"$WHO\"")).isEqualTo(I_AM);
    }

    @Test
    void service_and_pgpass_are_read_by_psql() throws Exception {
        // a service file can't escape: what names the section must hold no bracket, the values may hold anything
        Path service = file("service", AccountForm.service.write(account, false).replaceFirst("\\[.*]", "[x]"));
        assertThat(psql("PGSERVICEFILE='" + service + "' PGSERVICE=x psql -XAtc \"$WHO\""))
                .isEqualTo(I_AM);
        Path pgpass = file("pgpass", AccountForm.pgpass.write(account, false));
        Path without = file("without", Files.readString(service).replaceAll("(?m)^password=.*\n", ""));
        assertThat(psql("PGPASSFILE='" + pgpass + "' PGSERVICEFILE='" + without + "' PGSERVICE=x psql -XAtc \"$WHO\""))
                .isEqualTo(I_AM);
    }

    private String jdbc(String url, Properties properties) throws Exception {
        try (var c = DriverManager.getConnection(url, properties);
                var s = c.createStatement();
                var r = s.executeQuery(WHO)) {
            r.next();
            return r.getString(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void jdbc_is_read_by_pgjdbc(boolean inlineCa) throws Exception {
        assertThat(jdbc(AccountForm.jdbc.write(account, inlineCa).strip(), new Properties()))
                .isEqualTo(I_AM);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void properties_are_read_by_java_and_pgjdbc(boolean inlineCa) throws Exception {
        var properties = new Properties();
        properties.load(new StringReader(AccountForm.properties.write(account, inlineCa)));
        assertThat(jdbc(properties.getProperty("url"), properties)).isEqualTo(I_AM);
    }

    @Test
    void json_and_yaml_hold_every_value_as_it_is() {
        var expected = Map.of(
                "host",
                "localhost",
                "port",
                account.port(),
                "database",
                DATABASE,
                "username",
                USER,
                "password",
                PASSWORD,
                "sslmode",
                "verify-full",
                "caPem",
                account.caPem().orElseThrow());
        assertThat(new Load(LoadSettings.builder().build()).loadFromString(AccountForm.yaml.write(account, true)))
                .isEqualTo(expected);
        var json = Tree.read(AccountForm.json.write(account, true));
        assertThat(json.path("password").asString()).isEqualTo(PASSWORD);
        assertThat(json.path("caPem").asString()).isEqualTo(account.caPem().orElseThrow());
        assertThat(Tree.read(AccountForm.json.write(account, false))
                        .path("sslrootcert")
                        .asString())
                .isEqualTo(account.caFile().orElseThrow());
    }

    @Test
    void a_certificate_that_a_form_can_t_hold_is_a_usage_error() {
        assertThatThrownBy(() -> AccountForm.uri.write(account, true))
                .isInstanceOfSatisfying(Failure.class, f -> assertThat(f.exit()).isEqualTo(2))
                .hasMessageContaining("can only name a file");
    }

    @Test
    void what_a_line_can_t_hold_is_refused_instead_of_cut() {
        Account broken = new Account("h", 1, "d", "u", "two\nlines", "require", Optional.empty(), Optional.empty());
        Account blank = new Account("h", 1, "d", "u", " blank", "require", Optional.empty(), Optional.empty());
        assertThatThrownBy(() -> AccountForm.pgpass.write(broken, false)).hasMessageContaining("several lines");
        assertThatThrownBy(() -> AccountForm.service.write(broken, false)).hasMessageContaining("several lines");
        assertThatThrownBy(() -> AccountForm.service.write(blank, false)).hasMessageContaining("blanks");
        assertThat(AccountForm.env.write(broken, false)).contains("export PGPASSWORD='two\nlines'\n");
    }

    @Test
    void ipv6_hosts_are_bracketed_in_urls() {
        Account six = new Account("::1", 5432, "d", "u", "p", "require", Optional.empty(), Optional.empty());
        assertThat(List.of(AccountForm.uri.write(six, false), AccountForm.jdbc.write(six, false)))
                .allSatisfy(u -> assertThat(u).contains("[::1]:5432/d"));
        assertThat(new ArrayList<>(List.of(AccountForm.env.write(six, false).split("\n"))))
                .contains("export PGHOST='::1'");
    }
}
