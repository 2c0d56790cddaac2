package dev.howdah.server.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * Where a Store is that Howdah does not run itself: {@code postgresql://user@host:port/database}.
 *
 * @param sslmode as libpq spells it
 */
public record StoreUrl(String host, int port, String database, String user, String sslmode) {

    private static final List<String> MODES =
            List.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");
    private static final Set<String> HERE = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final int PORT = 5432;

    /** @throws IllegalArgumentException with a sentence for the user, which never repeats the text */
    static StoreUrl parse(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw wrong("it can't be read");
        }
        if (!Set.of("postgresql", "postgres").contains(String.valueOf(uri.getScheme())) || uri.getHost() == null) {
            throw wrong("it does not begin with postgresql://user@host");
        }
        String user = String.valueOf(uri.getUserInfo());
        if (uri.getUserInfo() == null || user.isEmpty()) {
            throw wrong("it names no user");
        }
        if (user.contains(":")) {
            throw new IllegalArgumentException("--store-url holds a password, which others on this machine can see:"
                    + " change it, and say it with --store-password-file or HOWDAH_STORE_PASSWORD");
        }
        String path = uri.getPath() == null ? "" : uri.getPath();
        if (path.length() < 2) {
            throw wrong("it names no database");
        }
        return new StoreUrl(
                uri.getHost(), uri.getPort() < 0 ? PORT : uri.getPort(), path.substring(1), user, sslmode(uri));
    }

    /** Another machine's name is checked unless the URL says otherwise. */
    private static String sslmode(URI uri) {
        String query = uri.getQuery();
        if (query == null) {
            return HERE.contains(uri.getHost()) ? "prefer" : "verify-full";
        }
        String mode = query.startsWith("sslmode=") ? query.substring("sslmode=".length()) : "";
        if (!MODES.contains(mode)) {
            throw wrong("behind '?' it may say sslmode= and one of " + String.join(", ", MODES));
        }
        return mode;
    }

    private static IllegalArgumentException wrong(String why) {
        return new IllegalArgumentException(
                "--store-url is written postgresql://user@host:port/database[?sslmode=MODE]: " + why);
    }

    public String jdbc() {
        return "jdbc:postgresql://" + host + ":" + port + "/" + URLEncoder.encode(database, StandardCharsets.UTF_8)
                + "?sslmode=" + sslmode
                + (sslmode.startsWith("verify") ? "&sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory" : "");
    }
}
