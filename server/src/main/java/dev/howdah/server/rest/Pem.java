package dev.howdah.server.rest;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;

/** Makes a TLS context of PEM files, as certbot, cert-manager and openssl write them. */
final class Pem {

    private static final char[] NO_PASSWORD = new char[0];

    private Pem() {}

    /** @throws IllegalArgumentException with a sentence that says which file is wrong */
    static SSLContext context(RestConfig.Tls tls) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, NO_PASSWORD);
            Certificate[] chain = chain(tls.certificate());
            store.setKeyEntry("api", key(tls, chain[0].getPublicKey()), NO_PASSWORD, chain);
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, NO_PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "TLS can't be set up with " + tls.certificate() + " and " + tls.key() + ": " + e.getMessage(), e);
        }
    }

    private static Certificate[] chain(Path file) throws IOException, GeneralSecurityException {
        try (var in = Files.newInputStream(file)) {
            var chain = CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (chain.isEmpty()) {
                throw new IllegalArgumentException(file + " holds no certificate in PEM");
            }
            return chain.toArray(Certificate[]::new);
        }
    }

    private static PrivateKey key(RestConfig.Tls tls, PublicKey other) throws IOException, GeneralSecurityException {
        // Old files of EC keys may leave the curve out: the certificate has it.
        var algorithm = SubjectPublicKeyInfo.getInstance(other.getEncoded()).getAlgorithm();
        var whole = new PrivateKeyInfo(algorithm, find(tls.key()).parsePrivateKey());
        try {
            PrivateKey key = KeyFactory.getInstance(other.getAlgorithm())
                    .generatePrivate(new PKCS8EncodedKeySpec(whole.getEncoded()));
            if (belongs(key, other)) {
                return key;
            }
        } catch (InvalidKeySpecException e) {
            // a key of another sort
        }
        throw new IllegalArgumentException(tls.key() + " does not belong to the certificate " + tls.certificate());
    }

    private static boolean belongs(PrivateKey key, PublicKey other) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(
                switch (other.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> other.getAlgorithm();
                });
        signature.initSign(key);
        byte[] signed = signature.sign();
        signature.initVerify(other);
        return signature.verify(signed);
    }

    private static PrivateKeyInfo find(Path file) throws IOException {
        try (Reader reader = Files.newBufferedReader(file);
                PEMParser parser = new PEMParser(reader)) {
            for (Object found = parser.readObject(); found != null; found = parser.readObject()) {
                if (found instanceof PrivateKeyInfo key) {
                    return key;
                }
                if (found instanceof PEMKeyPair pair) {
                    return pair.getPrivateKeyInfo();
                }
            }
        }
        throw new IllegalArgumentException(file + " holds no private key in PEM that needs no password");
    }
}
