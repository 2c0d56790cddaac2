package dev.howdah.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdoptTest {

    private static final String SHOP = "/api/v1/namespaces/demo/databases/shop";
    private static final String PLANNED = """
            {"kind":"Database","namespace":"demo","name":"shop","verdict":"change","changes":[],
             "steps":[{"description":"end all sessions in database old","destructive":true,"sql":["SELECT 1"]},
                      {"description":"adopt database old, renamed to demo-shop","destructive":false,
                       "sql":["ALTER DATABASE \\"old\\" RENAME TO \\"demo-shop\\""]}]}""";

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
    void without_yes_it_shows_the_sql_and_ends_with_2() {
        server.on("POST " + SHOP + "/adopt", PLANNED);

        Line.Ran ran =
                run("adopt", "demo/shop", "--cluster", "rds", "--database", "old", "--owner", "a", "--owner", "b");

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.out()).contains("(destructive)", "ALTER DATABASE \"old\" RENAME TO \"demo-shop\"");
        assertThat(ran.err()).contains("Nothing was changed");
        assertThat(server.asked.getFirst().toString())
                .contains("cluster=rds", "database=old", "owners=a%2Cb", "confirm=false", "keepPasswords=false");
    }

    @Test
    void with_yes_it_waits_until_the_order_is_ready() {
        server.on("POST " + SHOP + "/adopt", PLANNED);
        server.on("GET " + SHOP, Samples.database("shop"));

        Line.Ran ran = run("adopt", "demo/shop", "--cluster", "rds", "--keep-passwords", "--yes");

        assertThat(ran.exit()).isZero();
        assertThat(ran.err()).contains("demo/shop is adopted");
        assertThat(server.asked.getFirst().toString()).contains("confirm=true", "keepPasswords=true");
    }

    @Test
    void what_is_refused_ends_with_4() {
        server.refuse("POST " + SHOP + "/adopt", 409, "Conflict", "database postgres is the server's own");

        assertThat(run("adopt", "demo/shop", "--cluster", "rds", "--database", "postgres", "--yes")
                        .exit())
                .isEqualTo(4);
    }
}
