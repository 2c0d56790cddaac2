package dev.howdah.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rotations, and the operations that they are. */
class RotateTest {

    private static final String DATABASE = "/api/v1/namespaces/demo/databases/shop";

    private final FakeServer server = new FakeServer();

    @TempDir
    Path home;

    @AfterEach
    void close() {
        server.close();
    }

    private Line.Ran run(String... args) {
        return Line.to(server, home).run(args);
    }

    private static String operation(String uid, String part, String stage, String end) {
        return """
                {"uid":"%s","what":"Rotation","kind":"Database","namespace":"demo","name":"shop","part":"%s",
                 "stage":"%s","message":"demo-shop-%s is disabled once nobody uses it","startedAt":"2026-01-01T00:00:00Z"%s}""".formatted(uid, part, stage, part, end);
    }

    @Test
    void rotate_waits_until_the_new_login_is_delivered() {
        server.on("POST " + DATABASE + "/rotate", "{\"items\":[" + operation("u1", "write", "prepare", "") + "]}");
        server.on(
                "GET /api/v1/operations/u1",
                operation("u1", "write", "deliver", ""),
                operation("u1", "write", "quiet", ""));

        Line.Ran ran = run("rotate", "demo/shop", "--role", "write", "--grace", "10m");

        assertThat(ran.exit()).isZero();
        assertThat(ran.out())
                .isEqualTo("Database demo/shop write: rotated; demo-shop-write is disabled once nobody uses it\n");
        assertThat(server.asked.getFirst().toString())
                .isEqualTo("POST " + DATABASE + "/rotate?grace=10m&now=false&role=write");
    }

    @Test
    void after_a_leak_it_waits_for_the_end() {
        server.on("POST " + DATABASE + "/rotate", "{\"items\":[" + operation("u1", "write", "quiet", "") + "]}");
        server.on("GET /api/v1/operations/u1", operation("u1", "write", "verify", ",\"outcome\":\"done\""));

        assertThat(run("rotate", "database", "demo/shop", "--now").exit()).isZero();
        assertThat(server.asked.getFirst().query()).isEqualTo("now=true");
    }

    @Test
    void a_rotation_that_waits_for_a_sink_for_too_long_is_a_time_out() {
        server.on("POST " + DATABASE + "/rotate", "{\"items\":[" + operation("u1", "write", "deliver", "") + "]}");
        server.on("GET /api/v1/operations/u1", operation("u1", "write", "deliver", ""));

        Line.Ran ran = run("rotate", "demo/shop", "--timeout", "1ms");

        assertThat(ran.exit()).isEqualTo(5);
        assertThat(ran.err()).contains("is not rotated", "howdah operations");
    }

    @Test
    void one_that_is_under_way_is_refused() {
        server.refuse("POST " + DATABASE + "/rotate", 409, "Conflict", "a rotation of write is under way");

        assertThat(run("rotate", "demo/shop", "--detach").exit()).isEqualTo(4);
    }

    @Test
    void the_platforms_own_password_of_a_cluster_has_no_roles() {
        server.on(
                "POST /api/v1/clusters/default/rotate",
                "{\"items\":[{\"uid\":\"u2\",\"part\":\"\",\"outcome\":\"done\"}]}");

        assertThat(run("rotate", "cluster", "default").exit()).isZero();
        assertThat(run("rotate", "cluster", "default", "--now").exit()).isEqualTo(2);
        assertThat(run("rotate", "namespace", "demo").exit()).isEqualTo(2);
    }

    @Test
    void operations_are_listed_and_called_off() {
        server.on("GET /api/v1/operations", "{\"items\":[" + operation("u1", "write", "quiet", "") + "]}");
        server.on("POST /api/v1/operations/u1/cancel", operation("u1", "write", "deliver", ""));

        assertThat(run("operations").out()).contains("u1", "Rotation", "Database demo/shop", "write", "quiet");
        assertThat(run("get", "operations").out()).isEqualTo(run("operations").out());
        assertThat(run("operations", "cancel", "u1").out()).contains("is called off");
        assertThat(run("operations", "-o", "json").out()).contains("\"what\"");
    }
}
