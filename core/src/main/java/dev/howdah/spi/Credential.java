package dev.howdah.spi;

import dev.howdah.resource.Role;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What one login needs to connect.
 *
 * @param sslmode as libpq spells it
 * @param caFile path of the CA's PEM on the control plane's machine
 * @param hosts all that the cluster has, the writer first: a client of several hosts finds the writer among them
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
        Optional<String> caFile,
        List<String> hosts) {

    public Credential {
        hosts = List.copyOf(hosts);
    }

    /** Of a cluster that has no hosts but these. */
    public Credential(
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
        this(
                role,
                host,
                readerHost,
                port,
                database,
                username,
                password,
                sslmode,
                caPem,
                caFile,
                Stream.of(host, readerHost).distinct().toList());
    }

    @Override
    public String toString() {
        return username + "@" + host + ":" + port + "/" + database;
    }
}
