package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.testkit.Shell;
import dev.howdah.testkit.ThrowawayPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The way to a server that somebody else runs, over TLS: its certificate and its name are checked, as nobody says otherwise. */
class VerifyFullTest {

    @TempDir
    private static Path temp;

    private static ThrowawayPostgres pg;
    private static ExistingServer server;

    private final Seat seat = Seat.shared();
    private final Api admin = seat.admin();

    @BeforeAll
    static void a_server_that_calls_itself_localhost() throws Exception {
        pg = ThrowawayPostgres.fresh(15, Map.of());
        server = ExistingServer.of(pg);
        server.rows("postgres", "SELECT 1::text");
        certificate("localhost", pg.dataDir().resolve("server"));
        assertThat(Shell.run("chown", "--reference=" + pg.dataDir(), key(), pem()))
                .isZero();
        server.rows("postgres", "ALTER SYSTEM SET ssl = on");
        server.rows("postgres", "ALTER SYSTEM SET ssl_cert_file = 'server.pem'");
        server.rows("postgres", "ALTER SYSTEM SET ssl_key_file = 'server.key'");
        server.rows("postgres", "SELECT pg_reload_conf()::text");
        Files.copy(pem(), temp.resolve("ca.pem"));
    }

    @AfterAll
    static void stop() {
        pg.close();
    }

    private static Path key() {
        return pg.dataDir().resolve("server.key");
    }

    private static Path pem() {
        return pg.dataDir().resolve("server.pem");
    }

    /** Its own CA. */
    private static void certificate(String host, Path files) {
        assertThat(Shell.run(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "rsa:2048",
                        "-nodes",
                        "-days",
                        "2",
                        "-subj",
                        "/CN=" + host,
                        "-addext",
                        "subjectAltName=DNS:" + host,
                        "-keyout",
                        files + ".key",
                        "-out",
                        files + ".pem"))
                .isZero();
    }

    private JsonNode registered(String name, String host, Path ca) {
        admin.apply(server.yaml(name, false)
                        .replace("host: 127.0.0.1", "host: " + host)
                        .replace("sslmode: disable", "caFile: " + ca))
                .ok();
        JsonNode[] now = {admin.get("/api/v1/clusters/" + name).ok()};
        Seat.until(() -> "a turn has looked: " + now[0], () -> {
            now[0] = admin.get("/api/v1/clusters/" + name).ok();
            return !Order.reason(now[0]).isEmpty();
        });
        return now[0];
    }

    private void gone(String name) {
        admin.send("DELETE", "/api/v1/clusters/" + name + "?confirm=" + name, "")
                .ok();
    }

    @Test
    void aServerIsBelievedByItsCaAndItsNameAndTenantsAreToldBoth() throws IOException {
        assertThat(Order.reason(registered("verified", "localhost", temp.resolve("ca.pem"))))
                .isEqualTo("Converged");
        assertThat(admin.get("/api/v1/clusters/verified/check").ok().toString())
                .contains("sslmode verify-full: the server's certificate and its name are checked");

        Order order = seat.order("checked").with("{ cluster: verified }");
        admin.ready(order);
        JsonNode credential = admin.credential(order, "write");

        assertThat(credential.path("host").asString()).isEqualTo("localhost");
        assertThat(credential.path("caPem").asString().strip())
                .isEqualTo(Files.readString(temp.resolve("ca.pem")).strip());
        assertThat(Pg.of(credential).logIn()).isEmpty();
        assertThat(Pg.of(credential).one("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))
                .isEqualTo("t");
        admin.delete(order, "?purge=true&confirm=" + order.name()).ok();
        Seat.until("it is gone", () -> admin.get(order.path()).status() == 404);
        gone("verified");
    }

    @Test
    void anotherCaIsNotBelieved() {
        certificate("localhost", temp.resolve("other"));

        JsonNode now = registered("unverified", "localhost", temp.resolve("other.pem"));

        assertThat(Order.reason(now)).isNotEqualTo("Converged");
        assertThat(Order.message(now)).contains("certificate");
        gone("unverified");
    }

    @Test
    void anotherNameIsNotBelieved() {
        JsonNode now = registered("misnamed", "127.0.0.1", temp.resolve("ca.pem"));

        assertThat(Order.reason(now)).isNotEqualTo("Converged");
        assertThat(Order.message(now)).contains("127.0.0.1", "name");
        gone("misnamed");
    }
}
