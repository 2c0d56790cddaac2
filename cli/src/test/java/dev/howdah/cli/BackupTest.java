package dev.howdah.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups that somebody asks for, and those that there are. */
class BackupTest {

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

    private static String operation(String message, String end) {
        return """
                {"uid":"u1","what":"Backup","kind":"Cluster","name":"default","part":"full","stage":"run",
                 "message":"%s","startedAt":"2026-01-01T00:00:00Z"%s}""".formatted(message, end);
    }

    @Test
    void backup_waits_until_it_is_taken() {
        server.on("POST /api/v1/clusters/default/backup", operation("begins", ""));
        server.on(
                "GET /api/v1/operations/u1",
                operation("backing up: 50 %", ""),
                operation("full backup 20260101-000000F: 2.0 GiB", ",\"outcome\":\"done\""));

        Line.Ran ran = run("backup", "cluster", "default", "--type", "full");

        assertThat(ran.exit()).isZero();
        assertThat(ran.out()).isEqualTo("Cluster default: full backup 20260101-000000F: 2.0 GiB\n");
        assertThat(server.asked.getFirst().query()).isEqualTo("type=full");
    }

    @Test
    void a_backup_that_fails_ends_with_1_and_says_why() {
        server.on("POST /api/v1/clusters/default/backup", operation("begins", ""));
        server.on("GET /api/v1/operations/u1", operation("no space left", ",\"outcome\":\"failed\""));

        Line.Ran ran = run("backup", "cluster", "default");

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.err()).contains("Cluster default is not backed up: no space left");
    }

    @Test
    void a_database_of_a_cluster_that_is_backed_up_as_a_whole_says_so() {
        server.on("POST /api/v1/namespaces/demo/databases/shop/backup", operation("begins", ""));

        Line.Ran ran = run("backup", "demo/shop", "--detach");

        assertThat(ran.out()).isEqualTo("Cluster default has begun: u1\n");
        assertThat(ran.err()).contains("cluster default of demo/shop is backed up as a whole");
    }

    @Test
    void get_backups_shows_ranges_and_what_there_is() {
        server.on("GET /api/v1/namespaces/demo/databases", """
                {"items":[{"kind":"Database","metadata":{"namespace":"demo","name":"shop"},"spec":{"cluster":"default"},
                 "status":{"recoverable":{"from":"2026-01-01T00:00:00.123Z","to":"2026-01-02T00:00:00Z",
                 "lastBackup":"2026-01-01T02:00:00Z",
                 "lastRestoreTest":{"ok":true,"at":"2026-01-01T02:00:00Z","millis":42000,"message":"restored OK in 42 s"}}}},
                 {"kind":"Database","metadata":{"namespace":"demo","name":"new"},"spec":{"cluster":"default"},"status":{}}]}""");
        server.on("GET /api/v1/backups", """
                {"items":[{"uid":"b1","clusterName":"default","label":"20260101-000000F","type":"full","repository":1,
                 "startedAt":"2026-01-01T00:00:00Z","endedAt":"2026-01-01T00:00:22Z","bytes":2000000000,"stored":500000000}]}""");

        Line.Ran ran = run("get", "backups", "-n", "demo");

        assertThat(ran.out())
                .containsPattern(
                        "demo/shop +default +2026-01-01T00:00:00Z +2026-01-02T00:00:00Z +\\d+d ago +restored OK in 42 s")
                .containsPattern("demo/new +default +not yet")
                .containsPattern("20260101-000000F +cluster default +full +1 +\\d+d +22s +2.0 GB +500 MB");
        assertThat(run("get", "backups", "-n", "demo", "-o", "json").out())
                .contains("\"databases\"")
                .contains("\"lastRestoreTest\"")
                .contains("\"items\"");
    }
}
