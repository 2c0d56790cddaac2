package dev.howdah.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.cli.io.Tree;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterTest {

    private static final String ROUTE = "GET /api/v1/clusters/rds/check";
    private static final String LINES = """
            {"cluster":"rds","ok":%s,"lines":[
              {"check":"reach","level":"ok","message":"howdah@db:5432 answers"},
              {"check":"tls","level":"warn","message":"nobody checks who answers","hint":"use verify-full"},
              {"check":"rights","level":"%s","message":"howdah lacks CREATEDB","hint":"ALTER ROLE"}]}""";

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

    @Test
    void each_line_says_how_it_is_and_what_to_do() {
        server.on(ROUTE, LINES.formatted("true", "ok"));

        Line.Ran ran = run("cluster", "check", "rds");

        assertThat(ran.exit()).isZero();
        assertThat(ran.out().lines())
                .contains(
                        "ok    reach       howdah@db:5432 answers",
                        "warn  tls         nobody checks who answers",
                        "                  use verify-full",
                        "Cluster rds can seat databases.");
    }

    @Test
    void a_line_that_fails_is_a_failure_of_the_command() {
        server.on(ROUTE, LINES.formatted("false", "fail"));

        assertThat(run("cluster", "check", "rds").exit()).isEqualTo(1);
        Line.Ran json = run("cluster", "check", "rds", "-o", "json");
        assertThat(json.exit()).isEqualTo(1);
        assertThat(Tree.read(json.out()).at("/lines/2/level").asString()).isEqualTo("fail");
    }
}
