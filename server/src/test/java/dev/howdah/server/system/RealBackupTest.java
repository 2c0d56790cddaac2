package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;
import tools.jackson.databind.JsonNode;

/** A backup of a real cluster by pgBackRest, from the wish to what a database says of it. */
final class RealBackupTest {

    private final Seat seat = Seat.shared();
    private final Api admin = seat.admin();

    @Test
    void aClusterIsBackedUpAndItsDatabasesSayFromWhenOnTheyCanBeRestored() {
        if (!Files.isExecutable(Path.of("/usr/bin/pgbackrest"))) {
            throw new TestAbortedException("pgBackRest is not installed: no real backup is taken");
        }
        admin.apply("""
                apiVersion: howdah.dev/v1
                kind: Cluster
                metadata: { name: backed }
                spec: { provider: local }
                """).ok();
        Order order = seat.order("kept").with("{ cluster: backed }");
        admin.ready(order);

        JsonNode over = ended(begun());

        assertThat(over.path("outcome").asString()).as("%s", over).isEqualTo("done");
        assertThat(over.path("message").asString()).contains(" backup ").contains(" were stored, in ");
        JsonNode recoverable = admin.get(order.path()).ok().at("/status/recoverable");
        assertThat(recoverable.path("lastBackup").asString()).isNotEmpty();
        assertThat(recoverable.path("from").asString()).as("%s", recoverable).isNotEmpty();
        assertThat(backups(admin)).contains("pgbackrest");
        String viewer = admin.send(
                        "POST",
                        "/api/v1/tokens",
                        "{\"name\": \"backups\", \"right\": \"viewer\", \"namespace\": \"" + order.namespace() + "\"}")
                .ok()
                .path("token")
                .asString();
        assertThat(backups(seat.as(viewer))).as("a tenant sees no cluster's").isEmpty();
        Seat.until(
                () -> "BackedUp: " + condition(),
                () -> condition().path("status").asString().equals("True"));
    }

    /** The schedule may have been faster: of one cluster there is one backup at a time. */
    private JsonNode begun() {
        var answer = new AtomicReference<Api.Answer>();
        Seat.until("a backup begins", () -> {
            answer.set(admin.send("POST", "/api/v1/clusters/backed/backup?type=incr", ""));
            return answer.get().status() != 409;
        });
        return answer.get().ok();
    }

    private JsonNode condition() {
        return admin.get("/api/v1/clusters/backed")
                .ok()
                .at("/status/conditions")
                .valueStream()
                .filter(c -> c.path("type").asString().equals("BackedUp"))
                .findFirst()
                .orElseThrow();
    }

    private JsonNode ended(JsonNode begun) {
        String path = "/api/v1/operations/" + begun.path("uid").asString();
        Seat.until("the backup ends", () -> admin.get(path).ok().has("outcome"));
        return admin.get(path).ok();
    }

    private static List<String> backups(Api api) {
        return api.get("/api/v1/backups")
                .ok()
                .path("items")
                .valueStream()
                .map(b -> b.path("engine").asString())
                .distinct()
                .toList();
    }
}
