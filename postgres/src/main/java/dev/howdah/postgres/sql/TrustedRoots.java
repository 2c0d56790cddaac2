package dev.howdah.postgres.sql;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.postgresql.ssl.WrappedFactory;

/**
 * Trusts the certificates of one PEM text, which no file has to hold. pgjdbc makes one by name for each connection and
 * passes the PEM as {@code sslfactoryarg}; the host name is checked by pgjdbc itself.
 */
public final class TrustedRoots extends WrappedFactory {

    private static final Map<String, SSLContext> KNOWN = new ConcurrentHashMap<>();

    public TrustedRoots(String pem) {
        factory = context(pem).getSocketFactory();
    }

    /** For connections that trust these certificates alone. */
    public static SSLContext context(String pem) {
        return KNOWN.computeIfAbsent(pem, TrustedRoots::make);
    }

    private static SSLContext make(String pem) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int i = 0;
            var bytes = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
            for (Certificate c : CertificateFactory.getInstance("X.509").generateCertificates(bytes)) {
                store.setCertificateEntry("ca" + i++, c);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("the CA's certificates can't be read: " + e.getMessage(), e);
        }
    }
}
