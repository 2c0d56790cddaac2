package dev.howdah.cli.pg;

import dev.howdah.spi.Credential;
import dev.howdah.text.Escape;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/**
 * All that a client needs to connect.
 *
 * @param sslmode as libpq spells it
 * @param caFile certificates that the server's is checked against; empty: none or the system's
 * @param caPem the same as text
 */
public record Account(
        String host,
        int port,
        String database,
        String user,
        String password,
        String sslmode,
        Optional<String> caFile,
        Optional<String> caPem) {

    /** @param reader whether the readers' host is meant */
    public static Account of(Credential c, boolean reader, Optional<Path> caFile) {
        return new Account(
                reader ? c.readerHost() : c.host(),
                c.port(),
                c.database(),
                c.username(),
                c.password(),
                c.sslmode(),
                caFile.map(Path::toString),
                c.caPem());
    }

    /** Address for pgjdbc, without user, password and TLS, which are properties. */
    public String jdbcAddress() {
        return "jdbc:postgresql://" + bracketed() + ":" + port + "/" + Escape.url(database);
    }

    String bracketed() {
        return host.contains(":") ? "[" + host + "]" : host;
    }

    /** What pgjdbc takes. An empty password is left out: pgjdbc then looks into the user's password file. */
    public Properties properties(String application) {
        var p = new Properties();
        p.setProperty("user", user);
        if (!password.isEmpty()) {
            p.setProperty("password", password);
        }
        p.setProperty("sslmode", sslmode);
        caFile.ifPresent(f -> p.setProperty("sslrootcert", f));
        if (caFile.isEmpty() && sslmode.startsWith("verify")) {
            p.setProperty("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
        }
        p.setProperty("ApplicationName", application);
        p.setProperty("loginTimeout", "15");
        p.setProperty("connectTimeout", "10");
        p.setProperty("assumeMinServerVersion", "12");
        return p;
    }

    /** Without the password. */
    @Override
    public String toString() {
        return user + "@" + bracketed() + ":" + port + "/" + database;
    }
}
