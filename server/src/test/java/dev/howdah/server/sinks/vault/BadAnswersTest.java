package dev.howdah.server.sinks.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.howdah.postgres.existing.SecretFiles;
import dev.howdah.resource.Reason;
import dev.howdah.resource.SecretSink.VaultAuth;
import dev.howdah.resource.SecretSink.VaultSettings;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a Vault answers that a test can't bring a real one to: a few lines that answer just that. */
class BadAnswersTest {

    private HttpServer server;
    private VaultSink sink;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        sink = new VaultSink(
                new SecretFiles(Path.of("/nonexistent"), name -> "a-token"),
                Duration.ofSeconds(3),
                Path.of("/nonexistent"),
                Clock.systemUTC());
    }

    @AfterEach
    void stop() {
        sink.close();
        server.stop(0);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    429 | {"errors":["too many"]}             | SINK_UNREACHABLE | too much to do
                    503 | {"errors":["Vault is sealed"]}      | SINK_UNREACHABLE | sealed
                    500 | {"errors":["internal error"]}       | SINK_UNREACHABLE | in trouble
                    502 | <html>Bad gateway</html>            | SINK_UNREACHABLE | in trouble
                    473 | {}                                  | SINK_UNREACHABLE | follows another
                    301 | {}                                  | SINK_UNREACHABLE | can't be reached
                    403 | {"errors":["permission denied"]}    | SINK_DENIED      | token is not valid
                    """)
    void whatAVaultSaysHasAReason(int status, String body, Reason reason, String says) {
        server.createContext("/", exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            try (var out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        });
        var settings = new VaultSettings(
                "http://127.0.0.1:" + server.getAddress().getPort(),
                null,
                null,
                null,
                null,
                null,
                new VaultAuth("token", null, null, null, null, "VAULT_TOKEN"));
        assertThatThrownBy(() -> sink.check(OnOpenBao.sink(settings)))
                .isInstanceOfSatisfying(
                        Trouble.class, t -> assertThat(t.reason()).isEqualTo(reason))
                .hasMessageContaining(says);
    }
}
