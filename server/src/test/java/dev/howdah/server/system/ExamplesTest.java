package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExamplesTest {

    private static final Path EXAMPLES =
            Path.of(System.getProperty("howdah.root", "..")).resolve("examples");

    private final Api admin = Seat.shared().admin();

    static List<Path> files() throws IOException {
        try (var files = Files.walk(EXAMPLES)) {
            return files.filter(f -> f.toString().matches(".*\\.(yaml|yml|json)"))
                    .map(EXAMPLES::relativize)
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void anExampleAppliesAsItStandsAndBecomesReady(Path file) throws IOException {
        String namespace = file.startsWith("idp") ? "?namespace=idp-dev" : "";
        seeds();
        String text = reachable(Files.readString(EXAMPLES.resolve(file)));

        var applied = admin.send("POST", "/api/v1/apply" + namespace, text).ok();

        assertThat(applied.path("items")).isNotEmpty();
        applied.path("items").forEach(item -> {
            var metadata = item.at("/resource/metadata");
            String name = metadata.path("name").asString();
            String path = switch (item.at("/resource/kind").asString()) {
                case "Database" -> "/namespaces/" + metadata.path("namespace").asString() + "/databases/" + name;
                case "Link" -> "/namespaces/" + metadata.path("namespace").asString() + "/links/" + name;
                case "Cluster" -> "/clusters/" + name;
                case "SecretSink" -> "/secretsinks/" + name;
                default -> "/namespaces/" + name;
            };
            var now = admin.get("/api/v1" + path + "?wait=90s").ok();
            // nobody has the credentials of the sinks that examples name
            String end = file.startsWith("sinks") ? "CredentialUnreadable" : "Converged";
            assertThat(Order.reason(now)).as("%s", now.path("status")).isEqualTo(end);
        });
        assertThat(admin.send("POST", "/api/v1/plan" + namespace, text).ok().path("items"))
                .allSatisfy(i -> assertThat(i.path("verdict").asString()).isEqualTo("up-to-date"));
    }

    /** As the examples say: what one is filled with lies in the home. */
    private static void seeds() throws IOException {
        Path own = Files.createDirectories(Seat.shared().home().resolve("seeds/gen3"));
        try (var dumps = Files.newDirectoryStream(EXAMPLES.resolve("seeds"))) {
            for (Path dump : dumps) {
                Files.copy(dump, own.resolve(dump.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /** The server that an example names is one of ours; loopback needs no TLS. */
    private static String reachable(String text) {
        if (!text.contains("db.example.org")) {
            return text;
        }
        var server = ExistingServer.of(18);
        return text.replace("db.example.org", "127.0.0.1")
                .replace("port: 5432", "port: " + server.pg().port())
                .replace("username: howdah", "username: " + server.account().user())
                .replace(
                        "/run/secrets/howdah-admin-password",
                        server.passwordFile().toString())
                .replace("    caFile: /etc/ssl/certs/db-ca.pem\n", "")
                .replace("verify-full", "disable");
    }
}
