package dev.howdah.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.server.rest.RestConfig.Limits;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsTest {

    @TempDir
    private Path dir;

    private final FakeTokens tokens = new FakeTokens();

    private RestServer server(RestConfig.Tls tls) {
        var config = new RestConfig("127.0.0.1", 0, Optional.of(tls), Limits.DEFAULT);
        return new RestServer(new FakePlane(), tokens, Optional::empty, () -> Rig.STATUS, Rig.TRAFFIC, config);
    }

    @ParameterizedTest
    @CsvSource({
        "RSA, SHA256withRSA, true",
        "RSA, SHA256withRSA, false",
        "EC, SHA256withECDSA, true",
        "EC, SHA256withECDSA, false"
    })
    void whoever_trusts_the_certificate_is_served(String algorithm, String signature, boolean pkcs8) throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance(algorithm).generateKeyPair();
        X509Certificate certificate = certificate(pair, signature);
        var tls = new RestConfig.Tls(
                pem("cert.pem", certificate),
                pem("key.pem", pkcs8 ? new JcaPKCS8Generator(pair.getPrivate(), null) : pair.getPrivate()));

        try (RestServer server = server(tls)) {
            int port = server.start();
            try (HttpClient client =
                    HttpClient.newBuilder().sslContext(trusting(certificate)).build()) {
                var request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + "/api/v1/whoami"))
                        .header("Authorization", "Bearer " + tokens.text("root"))
                        .build();
                var answer = client.send(request, BodyHandlers.ofString());
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
            }
            try (HttpClient stranger = HttpClient.newHttpClient()) {
                var request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + "/health/live"))
                        .build();
                assertThatThrownBy(() -> stranger.send(request, BodyHandlers.ofString()))
                        .isInstanceOf(SSLHandshakeException.class);
            }
            assertThat(RawHttp.send(port, "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n")
                            .body())
                    .as("plain HTTP to a TLS port")
                    .isEmpty();
        }
    }

    @Test
    void files_that_are_no_good_are_named() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("EC").generateKeyPair();
        Path certificate = pem("cert.pem", certificate(pair, "SHA256withECDSA"));
        Path key = pem("key.pem", pair.getPrivate());
        Path missing = dir.resolve("missing.pem");
        Path empty = Files.writeString(dir.resolve("empty.pem"), "");

        assertThatThrownBy(() -> server(new RestConfig.Tls(missing, key)).start())
                .hasMessageContaining("missing.pem");
        assertThatThrownBy(() -> server(new RestConfig.Tls(empty, key)).start())
                .hasMessageContaining("empty.pem holds no certificate");
        assertThatThrownBy(() -> server(new RestConfig.Tls(certificate, empty)).start())
                .hasMessageContaining("empty.pem holds no private key");
        assertThatThrownBy(() ->
                        server(new RestConfig.Tls(certificate, certificate)).start())
                .hasMessageContaining("holds no private key");
        KeyPair other = KeyPairGenerator.getInstance("EC").generateKeyPair();
        Path foreign = pem("foreign.pem", other.getPrivate());
        assertThatThrownBy(
                        () -> server(new RestConfig.Tls(certificate, foreign)).start())
                .hasMessageContaining("does not belong to");
    }

    private Path pem(String name, Object content) throws IOException {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(content);
        }
        return Files.writeString(dir.resolve(name), text.toString());
    }

    private static X509Certificate certificate(KeyPair pair, String signature) throws Exception {
        var name = new X500Name("CN=howdah");
        Instant now = Instant.now();
        var builder = new JcaX509v3CertificateBuilder(
                name,
                BigInteger.ONE,
                Date.from(now.minus(1, ChronoUnit.HOURS)),
                Date.from(now.plus(1, ChronoUnit.HOURS)),
                name,
                pair.getPublic());
        builder.addExtension(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder(signature).build(pair.getPrivate())));
    }

    private static SSLContext trusting(X509Certificate certificate) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, new char[0]);
        store.setCertificateEntry("ca", certificate);
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
