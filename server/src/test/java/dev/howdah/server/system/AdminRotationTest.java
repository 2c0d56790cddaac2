package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.testkit.ThrowawayPostgres;
import dev.howdah.testkit.ThrowawayPostgres.Account;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The platform's own password of a cluster, replaced while it is used. */
class AdminRotationTest {

    private final Seat seat = Seat.shared();
    private final Api admin = seat.admin();

    @TempDir
    private Path temp;

    private void rotate(String cluster) {
        String uid = admin.send("POST", "/api/v1/clusters/" + cluster + "/rotate", "")
                .ok()
                .at("/items/0/uid")
                .asString();
        Seat.until(
                "the password of " + cluster + " is replaced",
                () -> admin.get("/api/v1/operations/" + uid)
                        .ok()
                        .path("outcome")
                        .asString("")
                        .equals("done"));
    }

    @Test
    void aLocalClusterGetsAnotherOneAndNobodyNotices() throws Exception {
        Pg before = seat.platform("default");
        Order order = seat.order("steady");
        admin.ready(order);

        rotate("default");

        Pg after = seat.platform("default");
        assertThat(after.password()).isNotEqualTo(before.password()).hasSizeGreaterThan(30);
        assertThat(before.logIn()).isEqualTo("28P01");
        assertThat(after.logIn()).isEmpty();
        Path secrets = seat.home().resolve("clusters/default/secrets");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secrets.resolve("password"))))
                .isEqualTo("rw-------");
        assertThat(secrets.resolve("password.next")).doesNotExist();
        admin.ready(seat.order("steady-too"));
        seat.look(order, "Converged");
    }

    @Test
    void anExistingClustersFileIsReplacedAndAnOlderOneDoesNotLockAnybodyOut() throws Exception {
        ThrowawayPostgres pg = ThrowawayPostgres.of(15);
        Account first = new Account("platform_of_theirs", "first-password-of-the-platform");
        ExistingServer superuser = ExistingServer.of(15);
        superuser.rows(
                "postgres",
                "CREATE ROLE platform_of_theirs LOGIN CREATEDB CREATEROLE PASSWORD '" + first.password() + "';"
                        + " GRANT CONNECT ON DATABASE postgres TO platform_of_theirs");
        Path file = Files.writeString(temp.resolve("password"), first.password());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        var server = new ExistingServer(pg, first, file);
        admin.apply(server.yaml("rotated", false)).ok();
        Order order = seat.order("theirs").with("{ cluster: rotated }");
        admin.ready(order);

        rotate("rotated");

        String second = Files.readString(file).strip();
        Secrets.delivered(second);
        assertThat(second).isNotEqualTo(first.password());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(server.rows("postgres", new Account(first.user(), second), "SELECT 1::text"))
                .containsExactly("1");

        // as on another machine, whose file nobody has written
        Files.writeString(file, first.password());
        superuser.rows(
                "postgres",
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'platform_of_theirs'");
        seat.look(order, "Converged");
        rotate("rotated");
        assertThat(Files.readString(file).strip()).isNotIn(first.password(), second);
        Secrets.delivered(Files.readString(file).strip());

        admin.delete(order, "?purge=true&confirm=theirs").ok();
        Seat.until("the order is gone", () -> admin.get(order.path()).status() == 404);
        admin.send("DELETE", "/api/v1/clusters/rotated?confirm=rotated", "").ok();
    }

    @Test
    void aPasswordInAVariableIsNotReplaced() {
        ExistingServer server = ExistingServer.of(15);
        String yaml =
                server.yaml("fixed", false).replaceAll("passwordFile: \\S+", "passwordEnv: PLATFORM_PASSWORD_NOT_SET");
        admin.apply(yaml).ok();

        String said = admin.send("POST", "/api/v1/clusters/fixed/rotate", "")
                .refused(409)
                .toString();

        assertThat(said).contains("PLATFORM_PASSWORD_NOT_SET", "passwordFile");
        admin.send("DELETE", "/api/v1/clusters/fixed?confirm=fixed", "").ok();
    }
}
