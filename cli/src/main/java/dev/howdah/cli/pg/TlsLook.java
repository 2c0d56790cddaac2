package dev.howdah.cli.pg;

import dev.howdah.cli.api.Trust;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509TrustManager;
import org.postgresql.ssl.PGjdbcHostnameVerifier;

/** Looks at a server's TLS: how it encrypts, who it says it is, and how far that can be believed. */
final class TlsLook {

    private static final Duration SOON = Duration.ofDays(30);

    private final Account account;

    TlsLook(Account account) {
        this.account = account;
    }

    /** @param socket on which the server has just agreed to TLS */
    Finding look(Socket socket) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new X509TrustManager[] {new Anybody()}, null);
            try (var tls =
                    (SSLSocket) context.getSocketFactory().createSocket(socket, account.host(), account.port(), true)) {
                tls.startHandshake();
                return judge(tls.getSession());
            }
        } catch (IOException | GeneralSecurityException e) {
            return Finding.fail("tls", "the TLS handshake failed: " + e.getMessage());
        }
    }

    private Finding judge(SSLSession session) throws IOException, GeneralSecurityException {
        var chain = new ArrayList<X509Certificate>();
        for (var c : session.getPeerCertificates()) {
            if (c instanceof X509Certificate x) {
                chain.add(x);
            }
        }
        X509Certificate own = chain.getFirst();
        Optional<String> distrust = distrust(chain);
        boolean named = PGjdbcHostnameVerifier.INSTANCE.verify(account.host(), session);
        String verified = distrust.isPresent() ? "require" : named ? "verify-full" : "verify-ca";
        var facts = new LinkedHashMap<String, Object>();
        facts.put("protocol", session.getProtocol());
        facts.put("cipher", session.getCipherSuite());
        facts.put("subject", own.getSubjectX500Principal().getName());
        facts.put("issuer", own.getIssuerX500Principal().getName());
        facts.put("notAfter", own.getNotAfter().toInstant().toString());
        facts.put("verified", verified);
        String message = session.getProtocol() + ", " + session.getCipherSuite() + "; certificate of "
                + facts.get("subject") + " by " + facts.get("issuer") + ", valid until "
                + facts.get("notAfter").toString().substring(0, 10) + "; verified: " + verified;
        return judge(
                message,
                verified,
                facts,
                distrust,
                Duration.between(Instant.now(), own.getNotAfter().toInstant()));
    }

    private Finding judge(
            String message, String verified, Map<String, Object> facts, Optional<String> distrust, Duration left) {
        if (strictness(account.sslmode()) > strictness(verified)) {
            return new Finding("tls", Finding.Level.fail, message, facts, why(distrust));
        }
        if (left.isNegative()) {
            return Finding.warn("tls", message, facts, "The certificate has expired: strict clients will refuse it.");
        }
        if (left.compareTo(SOON) < 0) {
            return Finding.warn("tls", message, facts, "The certificate expires in " + left.toDays() + " days.");
        }
        if (strictness(account.sslmode()) < strictness("verify-full")) {
            String more = distrust.isEmpty() && verified.equals("verify-full")
                    ? "It would hold: set sslmode=verify-full."
                    : "With the CA's certificate (--ca FILE), sslmode=verify-full checks that too.";
            return Finding.warn(
                    "tls",
                    message,
                    facts,
                    "sslmode=" + account.sslmode() + " encrypts, but does not make sure who answers. " + more);
        }
        return Finding.ok("tls", message, facts);
    }

    private List<String> why(Optional<String> distrust) {
        var hints = new ArrayList<String>();
        hints.add("sslmode=" + account.sslmode() + " asks for more than holds here.");
        if (distrust.isPresent()) {
            hints.add("The certificate is not signed by a CA that is trusted: " + distrust.get());
            hints.add(
                    account.caFile().isPresent()
                            ? "Check that " + account.caFile().get() + " is this server's CA."
                            : "Name the server's CA: --ca FILE (for RDS: Amazon's global bundle).");
        } else {
            hints.add("The certificate is not for the name '" + account.host() + "': connect by a name that it bears.");
        }
        return hints;
    }

    private static int strictness(String sslmode) {
        return switch (sslmode) {
            case "require" -> 1;
            case "verify-ca" -> 2;
            case "verify-full" -> 3;
            default -> 0;
        };
    }

    /** Why the chain can't be believed; empty when it can. */
    private Optional<String> distrust(List<X509Certificate> chain) throws IOException, GeneralSecurityException {
        X509TrustManager trust = account.caFile().isPresent()
                ? Trust.managerOf(Files.readString(Path.of(account.caFile().get())))
                : account.caPem().isPresent() ? Trust.managerOf(account.caPem().get()) : Trust.publicOnes();
        try {
            trust.checkServerTrusted(chain.toArray(new X509Certificate[0]), "UNKNOWN");
            return Optional.empty();
        } catch (CertificateException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Takes any certificate: it is looked at afterwards, and nothing is sent over this connection. */
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
