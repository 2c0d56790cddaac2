package dev.howdah.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** From a clean home, by the command line only. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EndToEndIT {

    private static final String ORDER = """
            apiVersion: howdah.dev/v1
            kind: Database
            metadata: { namespace: %s, name: %s }
            spec: { mode: %s }
            """;

    private Howdah howdah;

    @BeforeAll
    void start() throws Exception {
        howdah = new Howdah();
        howdah.run("status").exits(1);
        assertThat(howdah.up().ok().out()).contains("API    http://", "token  " + howdah.home(), "psql", "credentials");
    }

    @AfterAll
    void end() throws Exception {
        howdah.close();
        assertThat(howdah.home()).doesNotExist();
    }

    @Test
    void aSecondUpDoesNothingAndSaysSo() throws Exception {
        long pid = howdah.status().path("controlPlane").path("pid").asLong();
        assertThat(howdah.up().ok().out()).contains("already");
        assertThat(howdah.status().path("controlPlane").path("pid").asLong()).isEqualTo(pid);
    }

    @Test
    void anOrderBecomesADatabaseThatEveryDeliveredFormOpens() throws Exception {
        order("forms", "shop", "standard");
        assertThat(howdah.run("psql", "forms/shop", "--role", "admin", "-t", "-A", "-c", "CREATE TABLE t (id int)")
                        .ok())
                .isNotNull();
        assertThat(howdah.run("psql", "forms/shop", "-t", "-A", "-c", "INSERT INTO t VALUES (1), (2)")
                        .ok())
                .isNotNull();
        assertThat(howdah.run("psql", "forms/shop", "--role", "read", "-t", "-A", "-c", "SELECT count(*) FROM t")
                        .ok()
                        .out()
                        .strip())
                .isEqualTo("2");
        assertThat(howdah.run("psql", "forms/shop", "--role", "read", "-c", "DELETE FROM t")
                        .exits(1)
                        .err())
                .contains("permission denied");
        String url = credentials("forms/shop", "read", "jdbc").out().strip();
        try (var connection = DriverManager.getConnection(url);
                var rows = connection.createStatement().executeQuery("SELECT current_user")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isEqualTo("forms-shop-read");
        }
        howdah.run("check", "forms/shop").ok();
    }

    @Test
    void planShowsExactlyWhatApplyThenDoes() throws Exception {
        order("plans", "db", "standard");
        String same = ORDER.formatted("plans", "db", "standard");
        howdah.input(same, "plan", "-f", "-").exits(0);
        String changed = same.replace("mode: standard", "mode: standard, limits: { connections: 7 }");
        assertThat(howdah.input(changed, "plan", "-f", "-").exits(2).out())
                .contains("spec.limits.connections: 7", "ALTER DATABASE \"plans-db\" CONNECTION LIMIT 7");
        howdah.input(changed, "apply", "-f", "-").ok();
        howdah.input(changed, "plan", "-f", "-").exits(0);
        howdah.input(same, "apply", "-f", "-").ok();
        howdah.input(same, "plan", "-f", "-").exits(0);
    }

    @Test
    void theTrashGivesBackTheSameDataUnderTheSameCredentials() throws Exception {
        order("trash", "db", "standard");
        howdah.run("psql", "trash/db", "--role", "admin", "-c", "CREATE TABLE kept AS SELECT 42 AS answer")
                .ok();
        String before = credentials("trash/db", "write", "jdbc").out();
        howdah.run("delete", "database", "trash/db").ok();
        howdah.run("psql", "trash/db", "-c", "SELECT 1").exits(4);
        howdah.run("undelete", "database", "trash/db").ok();
        assertThat(credentials("trash/db", "write", "jdbc").out()).isEqualTo(before);
        assertThat(howdah.run("psql", "trash/db", "-t", "-A", "-c", "SELECT answer FROM kept")
                        .ok()
                        .out()
                        .strip())
                .isEqualTo("42");
        howdah.run("delete", "database", "trash/db", "--purge").exits(2);
        howdah.run("delete", "database", "trash/db", "--purge", "--confirm", "db")
                .ok();
        howdah.run("get", "database", "trash/db").exits(3);
    }

    @Test
    void aProtectedDatabaseThatLostItsOrderIsReadoptedWithItsCredentials() throws Exception {
        order("guard", "db", "protected");
        String before = credentials("guard/db", "write", "jdbc").out();
        howdah.run("delete", "database", "guard/db").ok();
        assertThat(howdah.run("orphans").ok().out()).contains("guard/db", "kept");
        try (var connection = DriverManager.getConnection(before.strip())) {
            assertThat(connection.isValid(5)).isTrue();
        }
        assertThat(order("guard", "db", "protected").out()).contains("readopted");
        assertThat(credentials("guard/db", "write", "jdbc").out()).isEqualTo(before);
    }

    @Test
    void theChartsValuesApplyAsTheyStand() throws Exception {
        howdah.run("apply", "-n", "idp-dev", "-f", "examples/idp/values.yaml").ok();
        assertThat(howdah.run("get", "databases", "-n", "idp-dev", "-o", "name")
                        .ok()
                        .out())
                .contains("my-db", "orders");
        var older = howdah.run("apply", "-n", "idp-dev", "-f", "examples/idp/values-0.5.0.yaml")
                .ok();
        assertThat(older.out() + older.err()).contains("deletionProtection");
        assertThat(howdah.run("get", "database", "legacy", "-n", "idp-dev", "-o", "json")
                        .ok()
                        .json()
                        .path("spec")
                        .path("mode")
                        .asString())
                .isEqualTo("protected");
    }

    @Test
    void everyProblemOfABadOrderIsSaidAtOnceAndNothingIsHalfMade() throws Exception {
        var bad = howdah.input("""
                apiVersion: howdah.dev/v1
                kind: Database
                metadata: { namespace: bad, name: "x'; DROP DATABASE y; --" }
                spec: { mod: standard, limits: { connections: -1 }, access: { networks: [10.0.0.1/8] } }
                """, "apply", "-f", "-");
        assertThat(bad.exit()).isNotZero();
        assertThat(bad.err())
                .contains(
                        "metadata.name",
                        "did you mean",
                        "spec.limits.connections",
                        "spec.access.networks[0]",
                        "host bits");
        howdah.run("get", "namespace", "bad").exits(3);
    }

    @Test
    void afterKillNineOfEverythingUpBringsEverythingBack() throws Exception {
        order("crash", "db", "standard");
        howdah.run("psql", "crash/db", "--role", "admin", "-c", "CREATE TABLE t AS SELECT 1 AS one")
                .ok();
        String before = credentials("crash/db", "write", "jdbc").out();
        var status = howdah.status();
        long cluster = status.path("clusters").get(0).path("pid").asLong();
        long store = status.path("store").path("pid").asLong();
        Howdah.kill(status.path("controlPlane").path("pid").asLong());
        howdah.run("get", "databases", "-A").exits(1);
        howdah.up().ok();
        howdah.run("get", "database", "crash/db").ok();
        Howdah.kill(howdah.status().path("controlPlane").path("pid").asLong());
        Howdah.kill(cluster);
        Howdah.kill(store);
        howdah.up().ok();
        assertThat(howdah.run("psql", "crash/db", "-t", "-A", "-c", "SELECT one FROM t")
                        .ok()
                        .out()
                        .strip())
                .isEqualTo("1");
        assertThat(credentials("crash/db", "write", "jdbc").out()).isEqualTo(before);
        howdah.run("down").ok();
        howdah.run("status").exits(1);
        howdah.up().ok();
        howdah.run("psql", "crash/db", "-c", "SELECT 1").ok();
    }

    @Test
    void noSecretIsWrittenWhereItDoesNotBelongAndEveryFileIsPrivate() throws Exception {
        order("secret", "db", "standard");
        List<String> secrets = new ArrayList<>();
        for (String role : List.of("admin", "write", "read")) {
            secrets.add(credentials("secret/db", role, "json")
                    .json()
                    .path("password")
                    .asString());
        }
        secrets.add(Files.readString(howdah.home().resolve("token")).strip());
        assertThat(secrets).allSatisfy(s -> assertThat(s).hasSizeGreaterThanOrEqualTo(32));
        String events = howdah.run("events").ok().out()
                + howdah.run("describe", "database", "secret/db").ok().out();
        StringBuilder all = new StringBuilder(events);
        for (Path file : howdah.written()) {
            all.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
        }
        ProcessHandle.allProcesses().forEach(p -> all.append(commandLine(p.pid())));
        assertThat(secrets)
                .allSatisfy(
                        s -> assertThat(all.indexOf(s)).as("a secret was found").isNegative());
        for (String file : List.of("token", "secrets/key", "run/server.json")) {
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(howdah.home().resolve(file))))
                    .as(file)
                    .isEqualTo("rw-------");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(howdah.home())))
                .isEqualTo("rwx------");
    }

    private static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/cmdline"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    private Howdah.Result order(String namespace, String name, String mode) throws Exception {
        return howdah.input(ORDER.formatted(namespace, name, mode), "apply", "-f", "-")
                .ok();
    }

    private Howdah.Result credentials(String database, String role, String format) throws Exception {
        return howdah.run("credentials", database, "--role", role, "--format", format)
                .ok();
    }
}
