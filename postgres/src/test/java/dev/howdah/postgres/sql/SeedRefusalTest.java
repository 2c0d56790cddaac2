package dev.howdah.postgres.sql;

import static dev.howdah.postgres.sql.SeedBench.dump;
import static dev.howdah.postgres.sql.SeedBench.end;
import static dev.howdah.postgres.sql.SeedBench.wish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.resource.Role;
import dev.howdah.resource.SeedPlace;
import dev.howdah.spi.Seeds;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no dump, not the one that was meant, or lies where the order may not reach, is not even begun with. */
class SeedRefusalTest {

    private static final Seat SEAT = Seat.RDS_LIKE_15;

    @TempDir
    private Path temp;

    private SeedBench bench;

    @BeforeEach
    void open() throws IOException {
        bench = new SeedBench(temp);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/etc/passwd",
                "../other/x.sql",
                "/tmp/../etc/passwd",
                "https://example.org/x.sql",
                "s3://bucket/x",
                "https://allowed.example.org.evil.example/x",
                "https://allowed.example.org:444/x",
                "http://allowed.example.org/x",
                "s3://bucket/env-other/x"
            })
    void nothingIsTakenFromWhereItIsNotAllowed(String from) {
        var places = new SeedPlace[] {
            SeedPlace.named("https://allowed.example.org"),
            SeedPlace.named("s3://bucket/env"),
            SeedPlace.named("/srv/dumps/{namespace}")
        };

        assertThatThrownBy(() -> bench.seeds.refusal(wish(from, places)).ifPresent(why -> {
                    throw new IllegalArgumentException(why);
                }))
                .isInstanceOf(IllegalArgumentException.class);
        for (String good : List.of(
                "https://allowed.example.org/x",
                "https://ALLOWED.example.org:443/x?sig=1",
                "s3://bucket/env/v/x.sql",
                "/srv/dumps/team/x",
                "x.sql",
                bench.own + "/x")) {
            assertThat(bench.seeds.refusal(wish(good, places))).as(good).isEmpty();
        }
    }

    @Test
    void linksDoNotLeadOutAndArchivesNameNoOtherFiles() throws Exception {
        Order from = Order.converged(SEAT);
        from.as(Role.ADMIN, "CREATE TABLE secrets (x text); INSERT INTO secrets VALUES ('a')");
        Files.createSymbolicLink(bench.own.resolve("link"), Path.of("/etc/passwd"));
        refused("link", "it leads out of");
        refused("none", "there is no such file");
        Path dir = dump(from, bench.own.resolve("d"), "--format=directory", "--compress=0");
        Path toc = dir.resolve("toc.dat");
        String bytes = Files.readString(toc, java.nio.charset.StandardCharsets.ISO_8859_1);
        String file = String.valueOf(dir.toFile().list((d, n) -> n.matches("\\d+\\.dat"))[0]);
        String evil = "../" + "x".repeat(file.length() - 3);
        Files.writeString(toc, bytes.replace(file, evil), java.nio.charset.StandardCharsets.ISO_8859_1);
        refused("d", "names a file that pg_dump does not write");
        Files.writeString(toc, bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
        Files.delete(dir.resolve(file));
        refused("d", "is missing");
        Path custom = dump(from, bench.own.resolve("c"), "--format=custom");
        Files.write(custom, java.util.Arrays.copyOf(Files.readAllBytes(custom), 300));
        refused("c", "it is cut off or damaged");
        bench.shell("head -c 3000 /usr/lib/postgresql/15/bin/pg_dump | gzip | head -c 100 > cut.gz");
        refused("cut.gz", "it is cut off or damaged");
        Files.writeString(bench.own.resolve("sqlite"), "SQLite format 3\0");
        refused("sqlite", "SQLite");
        Files.writeString(bench.own.resolve("page"), "\n<!DOCTYPE html>");
        refused("page", "a page");
        Files.writeString(bench.own.resolve("empty"), "");
        refused("empty", "empty");
    }

    private void refused(String from, String why) {
        UUID work = bench.work();
        assertThatThrownBy(() -> end(() -> bench.seeds.fetch(work, wish(from))))
                .isInstanceOf(Trouble.class)
                .hasMessageContaining(why);
    }

    @Test
    void aFileThatIsNotTheOneThatWasMeantIsNotLoaded() throws Exception {
        Files.writeString(bench.own.resolve("x.sql"), "SELECT 1;");
        UUID work = bench.work();
        var meant = new Seeds.Wish("team", "fence", new dev.howdah.resource.Seed("x.sql", "0".repeat(64)), List.of());

        assertThatThrownBy(() -> end(() -> bench.seeds.fetch(work, meant)))
                .hasMessageContaining("not the file that was meant");

        String sha = "17db4fd369edb9244b9f91d9aeed145c3d04ad8ba6e95d06247f07a63527d11a";
        var right = new Seeds.Wish("team", "fence", new dev.howdah.resource.Seed("x.sql", sha), List.of());
        assertThat(end(() -> bench.seeds.fetch(work, right)).found()).containsKey("kind");
    }
}
