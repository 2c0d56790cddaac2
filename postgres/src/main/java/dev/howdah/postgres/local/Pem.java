package dev.howdah.postgres.local;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/** Certificates and elliptic-curve keys as text. What can't be read counts as absent. */
final class Pem {

    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String KEY = "PRIVATE KEY";

    private Pem() {}

    static String of(X509Certificate certificate) throws CertificateEncodingException {
        return block(CERTIFICATE, certificate.getEncoded());
    }

    static String of(PrivateKey key) {
        return block(KEY, key.getEncoded());
    }

    static Optional<X509Certificate> certificate(String text) {
        return bytes(CERTIFICATE, text).flatMap(der -> {
            try {
                return Optional.of((X509Certificate)
                        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der)));
            } catch (GeneralSecurityException e) {
                return Optional.empty();
            }
        });
    }

    static Optional<PrivateKey> key(String text) {
        return bytes(KEY, text).flatMap(der -> {
            try {
                return Optional.of(KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der)));
            } catch (GeneralSecurityException e) {
                return Optional.empty();
            }
        });
    }

    private static String block(String type, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n";
    }

    private static Optional<byte[]> bytes(String type, String text) {
        var m = Pattern.compile("-----BEGIN " + type + "-----\\s+([^-]+)-----END " + type + "-----")
                .matcher(text);
        return m.find()
                ? Optional.of(Base64.getMimeDecoder().decode(m.group(1).getBytes(StandardCharsets.US_ASCII)))
                : Optional.empty();
    }
}
