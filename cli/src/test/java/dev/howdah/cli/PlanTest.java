package dev.howdah.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanTest {

    private static final String UP_TO_DATE = """
            {"kind":"Database","namespace":"demo","name":"same","verdict":"up-to-date","changes":[],"steps":[]}""";

    private static final String CHANGE = """
            {"kind":"Database","namespace":"demo","name":"shop","verdict":"change",
             "changes":[{"path":"spec.limits.connections","from":"25","to":"50"},{"path":"spec.owner.team","to":"pay"},
                        {"path":"spec.extensions[0]","from":"hstore"}],
             "steps":[{"description":"limit database demo-shop to 50 connections","destructive":false,
                       "sql":["ALTER DATABASE \\"demo-shop\\"\\n  CONNECTION LIMIT 50"]},
                      {"description":"drop extension hstore","destructive":true,"sql":["DROP EXTENSION \\"hstore\\""]}]}""";

    private static final String BLOCKED = """
            {"kind":"Database","namespace":"demo","name":"stuck","verdict":"blocked","reason":"NameTaken",
             "message":"a database demo-stuck is there already","changes":[],"steps":[]}""";

    private final FakeServer server = new FakeServer();

    @TempDir
    Path home;

    @AfterEach
    void close() {
        server.close();
    }

    private Line.Ran run(String... planned) {
        server.on("POST /api/v1/plan", Samples.items(planned));
        return line().run("plan", "-n", "demo", "-f", "-");
    }

    private Line line() {
        return Line.to(server, home).stdin("postgresqlDatabases: [{name: shop}]");
    }

    @Test
    void shows_fields_steps_and_exact_sql_and_ends_with_2() {
        Line.Ran ran = run(UP_TO_DATE, CHANGE);
        Golden.check("plan.txt", ran.out());
        assertThat(ran.exit()).isEqualTo(2);
    }

    @Test
    void nothing_to_do_ends_with_0() {
        Line.Ran ran = run(UP_TO_DATE);
        assertThat(ran.exit()).isZero();
        assertThat(ran.out()).endsWith("Plan: 0 to change, 1 up to date; 0 steps.\n");
    }

    @Test
    void what_is_blocked_ends_with_1() {
        Line.Ran ran = run(CHANGE, BLOCKED);
        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.out()).contains("✗ Database demo/stuck is blocked: a database demo-stuck is there already");
    }

    @Test
    void a_dry_run_is_a_plan_that_ends_well() {
        server.on("POST /api/v1/plan", Samples.items(CHANGE));
        Line.Ran ran = line().run("apply", "-n", "demo", "--dry-run", "-f", "-");
        assertThat(ran.exit()).isZero();
        assertThat(ran.out()).contains("1. limit database demo-shop to 50 connections");
        assertThat(server.asked).hasSize(1);
    }

    @Test
    void colours_tell_what_comes_and_what_goes() {
        server.on("POST /api/v1/plan", Samples.items(CHANGE));
        assertThat(line().terminal().run("plan", "-n", "demo", "-f", "-").out())
                .contains("\u001b[31m    - spec.extensions[0]: hstore\u001b[0m")
                .contains("\u001b[31m  2. drop extension hstore   (destructive)\u001b[0m");
    }

    @Test
    void json_keeps_the_exit_code() {
        server.on("POST /api/v1/plan", Samples.items(CHANGE));
        Line.Ran ran = line().run("plan", "-n", "demo", "-f", "-", "-o", "json");
        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.out()).startsWith("{");
    }
}
