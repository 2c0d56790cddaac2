package dev.howdah.cli.api;

import dev.howdah.cli.io.Failure;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The control plane that is meant.
 *
 * @param url without a slash at its end
 * @param caFile certificates that its own is checked against; empty: the public ones
 * @param namespace the one to use when a command names none
 * @param from where all this was found, for messages
 */
public record Target(
        String url, Optional<String> token, Optional<Path> caFile, Optional<String> namespace, String from) {

    private static final Set<String> SCHEMES = Set.of("http", "https");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    public Target {
        url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        URI uri;
        try {
            uri = URI.create(url);
        } catch (IllegalArgumentException e) {
            throw notOne(url, from);
        }
        if (uri.getHost() == null
                || uri.getScheme() == null
                || !SCHEMES.contains(uri.getScheme().toLowerCase(Locale.ROOT))) {
            throw notOne(url, from);
        }
    }

    private static Failure notOne(String url, String from) {
        return Failure.usage(
                "'" + url + "' (" + from + ") is no address of a control plane",
                "Write http://HOST:PORT or https://HOST.");
    }

    public boolean loopback() {
        return LOOPBACK.contains(URI.create(url).getHost());
    }

    /** Without the token. */
    @Override
    public String toString() {
        return url + " (" + from + ")";
    }
}
