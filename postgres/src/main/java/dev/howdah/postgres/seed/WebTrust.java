package dev.howdah.postgres.seed;

import dev.howdah.postgres.sql.TrustedRoots;
import dev.howdah.resource.Reason;
import dev.howdah.resource.SeedPlace;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** Whom a web server's certificate has to be signed by, and what it means when a connection fails. */
final class WebTrust {

    private static final Duration CONNECT = Duration.ofSeconds(10);

    private WebTrust() {}

    /** @param place whose {@code caFile} counts; without, the CAs that Java trusts */
    static HttpClient client(Optional<SeedPlace> place) {
        var builder = HttpClient.newBuilder().connectTimeout(CONNECT).followRedirects(HttpClient.Redirect.NEVER);
        place.map(SeedPlace::caFile).ifPresent(ca -> builder.sslContext(TrustedRoots.context(pem(ca))));
        return builder.build();
    }

    private static String pem(String file) {
        try {
            String pem = Files.readString(Path.of(file));
            TrustedRoots.context(pem);
            return pem;
        } catch (IOException | IllegalArgumentException e) {
            throw new Trouble(
                    Reason.CREDENTIAL_UNREADABLE, "the CA certificate " + file + " can't be read, or is none", e);
        }
    }

    /** It passes, but for what the disk or a certificate says. */
    static Trouble cutOff(IOException e) {
        if (String.valueOf(e.getMessage()).contains("No space left on device")) {
            return new Trouble(Reason.DISK_FULL, "no room for it on the control plane's disk", e);
        }
        Throwable distrust = distrust(e);
        if (distrust != null) {
            return new Trouble(
                    Reason.FAILED,
                    "its server's certificate is not trusted (" + distrust.getMessage() + "): the place in spec.seeds"
                            + " can name the CA that signed it in caFile",
                    e);
        }
        if (String.valueOf(e.getMessage()).matches("(?i).*unrecognized SSL message.*")) {
            return new Trouble(Reason.FAILED, "its server speaks no TLS: https:// needs it", e);
        }
        return new Trouble(
                Reason.SINK_UNREACHABLE,
                e instanceof ConnectException
                        ? "its server does not answer: "
                                + (caused(e, UnknownHostException.class) || unresolved(e)
                                        ? "nobody knows its name"
                                        : "nobody listens there, or a firewall is between")
                        : "its server does not answer, or the connection was cut",
                e);
    }

    /** A connection that is cut is an SSLException, too: it passes. */
    private static @Nullable Throwable distrust(Throwable e) {
        boolean shaking = caused(e, SSLHandshakeException.class);
        Throwable last = null;
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            last = cause instanceof GeneralSecurityException ? cause : last;
        }
        return shaking ? last : null;
    }

    private static boolean unresolved(Throwable e) {
        return caused(e, java.nio.channels.UnresolvedAddressException.class);
    }

    private static boolean caused(Throwable e, Class<? extends Throwable> by) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (by.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}
