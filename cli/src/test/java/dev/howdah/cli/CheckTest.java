package dev.howdah.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.cli.io.Tree;
import dev.howdah.cli.pg.Tls;
import dev.howdah.testkit.ThrowawayPostgres;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The connection test meets each failure on a real server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CheckTest {

    private static final String RULES = """
            hostssl shop  app,other,off,superlike 127.0.0.1/32 scram-sha-256
            hostssl empty app                     127.0.0.1/32 scram-sha-256
            hostssl none  app                     127.0.0.1/32 scram-sha-256
            """;

    private final ThrowawayPostgres server = ThrowawayPostgres.fresh(15, Map.of());

    @TempDir
    static Path home;

    private Tls tls = new Tls("", "", "");

    @BeforeAll
    void prepare() throws Exception {
        try (var c = server.connect("postgres");
                var s = c.createStatement()) {
            s.execute("CREATE ROLE app LOGIN PASSWORD 'secret' CONNECTION LIMIT 5");
            s.execute("CREATE ROLE other LOGIN PASSWORD 'secret'");
            s.execute("CREATE ROLE off NOLOGIN PASSWORD 'secret'");
            s.execute("CREATE ROLE superlike SUPERUSER LOGIN PASSWORD 'secret'");
            s.execute("CREATE DATABASE shop");
            s.execute("REVOKE ALL ON DATABASE shop FROM PUBLIC");
            s.execute("GRANT CONNECT, TEMPORARY ON DATABASE shop TO app");
            s.execute("CREATE DATABASE empty CONNECTION LIMIT 1");
        }
        try (var c = server.connect("shop");
                var s = c.createStatement()) {
            s.execute(
                    "CREATE TABLE orders(id int); GRANT SELECT, INSERT ON orders TO app; CREATE TABLE hidden(id int)");
        }
        tls = Tls.make(home, "dns:localhost", "-validity 90");
        tls.install(server, RULES);
        Files.writeString(home.resolve("ca.pem"), tls.caPem());
        Files.writeString(
                home.resolve("other-ca.pem"),
                Tls.make(home, "dns:x", "-validity 90").caPem());
    }

    @BeforeEach
    void rules() throws Exception {
        tls.install(server, RULES);
    }

    @AfterAll
    void close() {
        server.close();
    }

    private Line.Ran check(String... more) {
        return checkWith("secret", more);
    }

    private Line.Ran checkWith(String password, String... more) {
        var args = new ArrayList<>(List.of("check"));
        List<String> given = List.of(more);
        if (!given.contains("--port")) {
            args.addAll(List.of("--port", String.valueOf(server.port())));
        }
        if (!given.contains("--host")) {
            args.addAll(List.of("--host", "localhost"));
        }
        if (!given.contains("--database")) {
            args.addAll(List.of("--database", "shop"));
        }
        if (!given.contains("--user")) {
            args.addAll(List.of("--user", "app"));
        }
        args.addAll(given);
        return new Line(home).with("PGPASSWORD", password).run(args.toArray(new String[0]));
    }

    @Test
    void a_sound_connection_is_reported_stage_by_stage() {
        Line.Ran ran = check("--ca", "ca.pem");
        assertThat(ran.exit()).as(ran.out() + ran.err()).isZero();
        String shown = ran.out()
                .replaceAll("port \\d+ in \\d+ ms", "port PORT in N ms")
                .replaceAll("TLSv1.3, \\S+;", "TLSv1.3, CIPHER;")
                .replaceAll("until \\d{4}-\\d\\d-\\d\\d", "until DATE")
                .replaceAll("PostgreSQL 15.*", "PostgreSQL 15, up for a while")
                .replaceAll("shop: .* (\\d+) of", "shop: SIZE, ENCODING, $1 of")
                .replaceAll("(localhost is ).*", "$1127.0.0.1")
                .replaceAll("\\(0 ::1, \\)?", "");
        Golden.check("check.txt", shown);
    }

    @Test
    void json_has_every_stage_and_fact() {
        var document = Tree.read(check("--ca", "ca.pem", "-o", "json").out());
        assertThat(document.path("ok").asBoolean()).isTrue();
        assertThat(Tree.elements(document.path("stages")).map(s -> Tree.text(s, "/stage")))
                .containsExactly("resolve", "connect", "tls", "login", "server", "database", "role", "tables");
        assertThat(document.at("/stages/2/facts/verified").asString()).isEqualTo("verify-full");
        assertThat(document.at("/stages/5/facts/connectionLimit").asInt()).isPositive();
        assertThat(document.at("/stages/7/facts/tables/1/may").asString()).isEqualTo("select, insert");
    }

    @Test
    void without_a_ca_it_warns_that_nobody_made_sure_who_answers() {
        Line.Ran ran = check();
        assertThat(ran.exit()).isZero();
        assertThat(ran.out()).contains("warn  tls").contains("sslmode=require encrypts, but does not make sure");
    }

    private static void fails(Line.Ran ran, String stage, String... texts) {
        assertThat(ran.exit()).as(ran.out() + ran.err()).isEqualTo(1);
        assertThat(ran.out()).contains("fail  " + stage).contains(texts).doesNotContain("secret");
        assertThat(ran.err()).isEmpty();
    }

    @Test
    void an_unknown_host() {
        fails(check("--host", "no-such-host.invalid"), "resolve", "there is no host 'no-such-host.invalid'", "VPN");
    }

    @Test
    void a_refused_connection() throws Exception {
        int free;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        fails(
                check("--host", "127.0.0.1", "--port", String.valueOf(free)),
                "connect",
                "refused",
                "Nothing listens there: check host and port");
    }

    @Test
    void something_that_is_no_postgresql() throws Exception {
        try (var other = new FakeServer()) {
            String port = other.url().substring(other.url().lastIndexOf(':') + 1);
            fails(check("--host", "127.0.0.1", "--port", port), "tls", "does not speak PostgreSQL");
        }
    }

    @Test
    void a_server_without_tls() throws Exception {
        try (var c = server.connect("postgres");
                var s = c.createStatement()) {
            s.execute("ALTER SYSTEM SET ssl = off");
        }
        Tls.reload(server);
        fails(check(), "tls", "the server offers no TLS, and sslmode=require insists on it", "ssl = on");
    }

    @Test
    void a_certificate_of_another_ca() {
        fails(
                check("--ca", "other-ca.pem"),
                "tls",
                "not signed by a CA that is trusted",
                "other-ca.pem is this server's CA");
    }

    @Test
    void a_certificate_for_another_name() {
        Line.Ran ran = check("--host", "127.0.0.1", "--ca", "ca.pem");
        fails(ran, "tls", "verified: verify-ca", "not for the name '127.0.0.1'");
    }

    @Test
    void a_certificate_for_another_name_is_enough_for_verify_ca() {
        Line.Ran ran = check("--host", "127.0.0.1", "--ca", "ca.pem", "--sslmode", "verify-ca");
        assertThat(ran.exit()).as(ran.out()).isZero();
    }

    @Test
    void a_certificate_that_has_expired() throws Exception {
        Tls.make(home, "dns:localhost", "-startdate -10d -validity 5").install(server, RULES);
        fails(check("--ca", "ca.pem"), "tls", "verified: require");
        tls.install(server, RULES);
    }

    @Test
    void a_wrong_password() {
        fails(checkWith("wrong"), "login", "password authentication failed", "The password is not this user's");
    }

    @Test
    void a_missing_password() {
        fails(checkWith(""), "login", "PGPASSWORD, --password-stdin, or a line in ~/.pgpass");
    }

    @Test
    void no_pg_hba_entry_without_encryption_says_sslmode_and_allow_list() {
        fails(
                check("--sslmode", "disable"),
                "login",
                "no pg_hba.conf entry for host",
                "set sslmode=require",
                "is not on the allow-list of the database: the order's spec.access.networks");
    }

    @Test
    void no_pg_hba_entry_with_encryption_says_that_encryption_is_not_what_is_missing() throws Exception {
        Tls.hba(server, "hostssl shop app 10.0.0.0/8 scram-sha-256\n");
        fails(
                check(),
                "login",
                "no pg_hba.conf entry for host",
                "this address 127.0.0.1 is not on the allow-list",
                "sslmode is require already");
    }

    @Test
    void an_unknown_database() {
        fails(check("--database", "none"), "login", "database \"none\" does not exist", "There is no database 'none'");
    }

    @Test
    void a_database_of_somebody_else() {
        fails(check("--user", "other"), "login", "permission denied for database", "its own three roles only");
    }

    @Test
    void a_login_that_is_switched_off() {
        fails(check("--user", "off"), "login", "not permitted to log in", "in the trash");
    }

    @Test
    void too_many_connections() throws Exception {
        try (var held = server.connect("empty")) {
            assertThat(held.isValid(1)).isTrue();
            fails(
                    check("--database", "empty"),
                    "login",
                    "too many connections for database",
                    "use a pool",
                    "spec.limits.connections");
        }
    }

    @Test
    void a_superuser_is_no_login_for_an_application() {
        assertThat(check("--user", "superlike").out()).contains("warn  role").contains("This is a superuser");
    }

    @Test
    void the_password_can_come_from_stdin_or_the_password_file() throws Exception {
        Line stdin = new Line(home).stdin("secret\n");
        String port = String.valueOf(server.port());
        assertThat(stdin.run(
                                "check",
                                "--host",
                                "localhost",
                                "--port",
                                port,
                                "--database",
                                "shop",
                                "--user",
                                "app",
                                "--password-stdin")
                        .exit())
                .isZero();
        assertThat(new Line(home).run("check", "--host", "h").exit()).isEqualTo(2);
        assertThat(new Line(home).run("check").err()).contains("what is to be checked?");
    }
}
