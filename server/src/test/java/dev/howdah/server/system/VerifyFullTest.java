package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The way to a server that somebody else runs, over TLS: its certificate and its name are checked. */
class VerifyFullTest {

    private static final String PASSWORD = "of-verify-full-1";

    @TempDir
    private Path temp;

    private final Seat seat = Seat.shared();
    private final Api admin = seat.admin();

    /** The server of the default cluster, as a stranger would register it. */
    private String yaml(String name, String host, String ca) throws IOException {
        Pg platform = seat.platform("default");
        platform.sql("DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'verifier') THEN"
                + " CREATE ROLE verifier LOGIN CREATEDB CREATEROLE PASSWORD '" + PASSWORD + "'; END IF; END $$;"
                + " GRANT CONNECT ON DATABASE postgres TO verifier");
        Secrets.delivered(PASSWORD);
        Path password = temp.resolve("password");
        if (!Files.exists(password)) {
            Files.createFile(
                    password, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(password, PASSWORD);
        }
        Path file = Files.writeString(temp.resolve(name + ".pem"), ca);
        return """
                apiVersion: howdah.dev/v1
                kind: Cluster
                metadata: { name: %s }
                spec:
                  provider: existing
                  existing:
                    host: %s
                    port: %d
                    credential: { username: verifier, passwordFile: %s }
                    caFile: %s
                """.formatted(name, host, platform.port(), password, file);
    }

    private JsonNode cluster(String name) {
        return admin.get("/api/v1/clusters/" + name + "?wait=10s").ok();
    }

    @Test
    void aServerIsBelievedByItsCaAndByItsNameAndBothReachTheTenants() throws IOException {
        Pg platform = seat.platform("default");
        admin.apply(yaml("verified", "localhost", platform.caPem())).ok();
        assertThat(Order.reason(cluster("verified")))
                .as("%s", cluster("verified"))
                .isEqualTo("Converged");

        Order order = seat.order("checked").with("{ cluster: verified }");
        admin.ready(order);
        JsonNode credential = admin.credential(order, "write");
        assertThat(credential.path("host").asString()).isEqualTo("localhost");
        assertThat(credential.path("caPem").asString().strip())
                .isEqualTo(platform.caPem().strip());
        assertThat(credential.path("sslmode").asString("")).isEqualTo("verify-full");
        assertThat(Pg.of(credential).logIn()).isEmpty();
        assertThat(Pg.of(credential).one("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))
                .isEqualTo("t");
        admin.delete(order, "?purge=true&confirm=" + order.name()).ok();
    }

    @Test
    void anotherCaIsNotBelieved() throws Exception {
        Path key = temp.resolve("other.key");
        Path ca = temp.resolve("other.pem");
        Process made = new ProcessBuilder(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "rsa:2048",
                        "-nodes",
                        "-days",
                        "1",
                        "-subj",
                        "/CN=other",
                        "-keyout",
                        key.toString(),
                        "-out",
                        ca.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(made.waitFor()).isZero();
        admin.apply(yaml("unverified", "localhost", Files.readString(ca))).ok();

        JsonNode now = cluster("unverified");

        assertThat(now.at("/status/ready").asBoolean(true)).isFalse();
        System.out.println("VERIFY " + Order.reason(now) + ": " + Order.message(now));
        admin.send("DELETE", "/api/v1/clusters/unverified?confirm=unverified", "")
                .ok();
    }

    @Test
    void anotherNameIsNotBelieved() throws IOException {
        admin.apply(yaml("misnamed", "127.1", seat.platform("default").caPem())).ok();

        JsonNode now = cluster("misnamed");

        assertThat(now.at("/status/ready").asBoolean(true)).isFalse();
        System.out.println("VERIFY " + Order.reason(now) + ": " + Order.message(now));
        admin.send("DELETE", "/api/v1/clusters/misnamed?confirm=misnamed", "").ok();
    }
}
