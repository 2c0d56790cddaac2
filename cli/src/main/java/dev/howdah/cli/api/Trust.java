package dev.howdah.cli.api;

import dev.howdah.cli.io.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** TLS that believes the certificates of one PEM file and no others. */
public final class Trust {

    private Trust() {}

    static SSLSocketFactory only(Path pem) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new X509TrustManager[] {managerOf(Files.readString(pem))}, null);
            return context.getSocketFactory();
        } catch (IOException | GeneralSecurityException e) {
            throw Failure.of("the CA file " + pem + " can't be used: " + e.getMessage());
        }
    }

    /** Checks chains against the certificates of a PEM text. */
    public static X509TrustManager managerOf(String pem) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int n = 0;
        try (var in = new java.io.ByteArrayInputStream(pem.getBytes(java.nio.charset.StandardCharsets.US_ASCII))) {
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca" + n++, certificate);
            }
        }
        if (n == 0) {
            throw new GeneralSecurityException("there is no certificate in it");
        }
        return managerOf(store);
    }

    /** Checks chains as this Java does by default: against its own list of public CAs. */
    public static X509TrustManager publicOnes() throws GeneralSecurityException {
        return managerOf((KeyStore) null);
    }

    private static X509TrustManager managerOf(@org.jspecify.annotations.Nullable KeyStore store)
            throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return (X509TrustManager) factory.getTrustManagers()[0];
    }
}
