package dev.howdah.shape;

import dev.howdah.resource.Deliver;
import dev.howdah.spi.Credential;
import java.util.Optional;

/**
 * How strictly a consumer is to check the server: as strictly as the platform itself does, where the consumer has what
 * that takes. Remembers whether the sink's own copy of the certificate was named, which then must be written.
 */
final class Tls {

    private final String own;
    private final Optional<String> asked;
    private final Optional<String> pem;
    private final Optional<String> consumersFile;
    private final Optional<String> sinksFile;
    private boolean beside;

    Tls(Credential credential, Deliver wish, Setting setting) {
        own = credential.sslmode();
        asked = Optional.ofNullable(wish.sslmode());
        pem = credential.caPem().filter(p -> !p.isBlank());
        consumersFile = Optional.ofNullable(wish.caFile());
        sinksFile = pem.isPresent() && consumersFile.isEmpty() ? setting.caFile() : Optional.empty();
    }

    /** The CA's certificate itself. */
    Optional<String> pem() {
        return pem;
    }

    /** Where the consumer finds the CA's certificate. */
    Optional<String> file() {
        beside |= sinksFile.isPresent();
        return consumersFile.or(() -> sinksFile);
    }

    /** Whether the sink has to keep the certificate in a file. */
    boolean beside() {
        return beside;
    }

    /** For what names the CA's file. */
    String mode() {
        return mode(hasFile());
    }

    /** For what holds the CA's certificate itself, unless it names a file. */
    String modeWithPem() {
        return mode(hasFile() || pem.isPresent());
    }

    /** For what has no place for a CA. */
    String modeWithout() {
        return mode(false);
    }

    private boolean hasFile() {
        return consumersFile.isPresent() || sinksFile.isPresent();
    }

    private String mode(boolean checkable) {
        return asked.orElseGet(() -> {
            if (!own.startsWith("verify")) {
                return own;
            }
            return checkable || pem.isEmpty() ? own : "require";
        });
    }

    /** Whether the server is checked by the CAs that the consumer's system trusts. */
    boolean bySystem() {
        return mode().startsWith("verify") && !hasFile() && pem.isEmpty();
    }
}
