package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.postgres.local.LocalHome;
import dev.howdah.server.ControlServer;
import dev.howdah.server.config.ServerArgs;
import dev.howdah.spi.Trouble;
import dev.howdah.testkit.ThrowawayPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Control planes that share a Store which none of them runs. */
class ReplicasTest {

    private static final int VERSION = 15;

    @TempDir
    private Path temp;

    private String database;
    private ControlServer first;
    private ControlServer second;

    @BeforeEach
    void open() throws Exception {
        database = "shared_" + Long.toHexString(System.nanoTime());
        try (var c = ThrowawayPostgres.of(VERSION).connect("postgres");
                var s = c.createStatement()) {
            s.execute("CREATE DATABASE " + database);
        }
        Files.writeString(
                temp.resolve("password"),
                ThrowawayPostgres.of(VERSION).superuser().password());
        first = replica("one", "key");
        second = replica("two", "key");
    }

    @AfterEach
    void close() {
        first.close();
        second.close();
        List.of("one", "two", "three", "four").forEach(home -> LocalHome.destroy(temp.resolve(home), note -> {}));
    }

    private ControlServer replica(String name, String key) {
        ThrowawayPostgres pg = ThrowawayPostgres.of(VERSION);
        return ControlServer.open(ServerArgs.parse(
                List.of(
                        "run",
                        "--home",
                        temp.resolve(name).toString(),
                        "--port",
                        "0",
                        "--store-url",
                        "postgresql://" + pg.superuser().user() + "@127.0.0.1:" + pg.port() + "/" + database,
                        "--store-password-file",
                        temp.resolve("password").toString(),
                        "--key-file",
                        temp.resolve(key).toString()),
                Map.of()));
    }

    private String token(String name) {
        try {
            String token = Files.readString(temp.resolve(name).resolve("token")).strip();
            Secrets.delivered(token);
            return token;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Api one() {
        return new Api(first::apiUrl, token("one"));
    }

    private Api two() {
        return new Api(second::apiUrl, token("two"));
    }

    @Test
    void whatOneIsToldTheOtherKnowsAndEitherDoesTheWork() {
        ExistingServer server = ExistingServer.of(VERSION);
        String cluster = "shared-" + database.substring(database.length() - 6);
        one().apply(server.yaml(cluster, false)).ok();
        Order order = Order.of("rep" + database.substring(database.length() - 6), "db")
                .with("{ cluster: " + cluster + " }");

        one().apply(order.yaml()).ok();

        JsonNode seen = two().settled(order);
        assertThat(Order.reason(seen)).as("%s", seen).isEqualTo("Converged");
        JsonNode credential = two().credential(order, "write");
        assertThat(server.rows(
                        order.pg(),
                        new ThrowawayPostgres.Account(
                                credential.path("username").asString(),
                                credential.path("password").asString()),
                        "SELECT current_user"))
                .containsExactly(order.pg() + "-write");
        assertThat(two().get("/api/v1/status").ok().path("store").has("dataDir"))
                .isFalse();

        first.close();
        two().delete(order, "?purge=true&confirm=db").ok();
        Seat.until("it is gone", () -> two().get(order.path()).status() == 404);
    }

    @Test
    void eachHasAnAdminTokenOfItsOwnAndARestartOfOneKeepsBoth() {
        String before = token("one");
        assertThat(before).isNotEqualTo(token("two"));
        first.close();
        first = replica("one", "key");
        assertThat(token("one")).isEqualTo(before);
        new Api(second::apiUrl, before).get("/api/v1/whoami").ok();
        new Api(first::apiUrl, token("two")).get("/api/v1/whoami").ok();

        first.close();
        assertThat(temp.resolve("one/token").toFile().delete()).isTrue();
        first = replica("one", "key");
        new Api(second::apiUrl, before).get("/api/v1/whoami").refused(401);
        new Api(second::apiUrl, token("one")).get("/api/v1/whoami").ok();
        two().get("/api/v1/whoami").ok();
    }

    @Test
    void oneWithAnotherKeySaysSoAndDoesNotServe() throws SQLException {
        assertThatThrownBy(() -> replica("three", "another"))
                .isInstanceOf(Trouble.class)
                .hasMessageContaining("another")
                .hasMessageContaining("from another control plane of this Store");
        assertThatThrownBy(() -> replica("four", "missing/key"))
                .isInstanceOf(Trouble.class)
                .hasMessageContaining("is missing");
        assertThat(temp.resolve("three/token")).doesNotExist();
        assertThat(one().get("/health/ready").status()).isEqualTo(200);
    }

    @Test
    void noneHasAClusterByDefaultAndNoneRunsOneOnItsOwnMachine() {
        assertThat(one().get("/api/v1/clusters").ok().path("items")).isEmpty();
        one().apply("""
                apiVersion: howdah.dev/v1
                kind: Cluster
                metadata: { name: here }
                spec: {}
                """);
        Seat.until(
                "it says that it can't",
                () -> !Order.reason(two().get("/api/v1/clusters/here").body()).equals("Converged"));
        assertThat(temp.resolve("one/clusters/here")).doesNotExist();
        assertThat(temp.resolve("two/clusters/here")).doesNotExist();
    }
}
