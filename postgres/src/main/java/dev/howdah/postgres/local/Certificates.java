package dev.howdah.postgres.local;

import dev.howdah.resource.Reason;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** A server's certificate, signed by a CA of its own: made at the first start, made again before it ends. */
final class Certificates {

    private static final Duration RENEW = Duration.ofDays(30);

    private final LocalDir dir;
    private final OsUser user;
    private final Clock clock;

    Certificates(LocalDir dir, OsUser user, Clock clock) {
        this.dir = dir;
        this.user = user;
        this.clock = clock;
    }

    /** Why a certificate for these names has to be made; empty: the one that is there will do. */
    Optional<String> needed(Set<String> names) {
        Optional<X509Certificate> ca = Disk.read(dir.ca()).flatMap(Pem::certificate);
        Optional<String> pem = Disk.read(dir.certificate());
        Optional<X509Certificate> server = pem.flatMap(Pem::certificate);
        if (ca.isEmpty() || server.isEmpty() || pem.flatMap(Pem::key).isEmpty()) {
            return Optional.of("there is none");
        }
        try {
            server.get().verify(ca.get().getPublicKey());
        } catch (GeneralSecurityException e) {
            return Optional.of("the CA did not sign it");
        }
        Instant soon = clock.instant().plus(RENEW);
        Instant end = server.get().getNotAfter().toInstant();
        if (end.isBefore(soon)) {
            return Optional.of("it ends at " + end);
        }
        return ServerNames.of(server.get()).equals(names) ? Optional.empty() : Optional.of("its names change");
    }

    /** Makes the CA when there is none that lasts, then the server's key and certificate, in one file. */
    void make(Set<String> names) {
        Instant now = clock.instant();
        try {
            var issued = issuer(now).server(names, now);
            String pem = Pem.of(issued.key()) + Pem.of(issued.certificate());
            Disk.write(dir.certificate(), pem, Disk.PRIVATE, user);
        } catch (GeneralSecurityException | IOException e) {
            throw new Trouble(Reason.FAILED, "can't make a certificate: " + e.getMessage(), e);
        }
    }

    private Issuer issuer(Instant now) throws GeneralSecurityException, IOException {
        String kept = Disk.read(dir.caKey()).orElse("");
        var certificate = Pem.certificate(kept);
        var key = Pem.key(kept);
        Issuer issuer;
        if (certificate.isPresent()
                && key.isPresent()
                && certificate.get().getNotAfter().toInstant().isAfter(now.plus(RENEW))) {
            issuer = new Issuer(certificate.get(), key.get());
        } else {
            issuer = Issuer.make("Howdah CA " + LocalHome.hash(dir.root()), now);
            String both = Pem.of(issuer.key()) + Pem.of(issuer.certificate());
            Disk.write(dir.caKey(), both, Disk.PRIVATE, OsUser.self());
        }
        Disk.write(dir.ca(), Pem.of(issuer.certificate()), "rw-r--r--", OsUser.self());
        return issuer;
    }
}
