package dev.howdah.spi;

import dev.howdah.resource.Role;
import java.util.Optional;

/**
 * What one login needs to connect.
 *
 * @param sslmode as libpq spells it
 * @param caFile path of the CA's PEM on the control plane's machine
 */
public record Credential(
        Role role,
        String host,
        String readerHost,
        int port,
        String database,
        String username,
        String password,
        String sslmode,
        Optional<String> caPem,
        Optional<String> caFile) {

    @Override
    public String toString() {
        return username + "@" + host + ":" + port + "/" + database;
    }
}
