package dev.howdah.resource;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a dump is, taken apart, so that one place can be said to be below another.
 *
 * @param scheme {@code file}, {@code http}, {@code https} or {@code s3}
 * @param host of http with a port that is not the usual one; of s3 the bucket; of a file empty
 * @param path of a file absolute, or relative to the namespace's own seeds; of s3 the key
 */
public record SeedAddress(String scheme, String host, String path) {

    public static final String FILE = "file";
    public static final String S3 = "s3";

    private static final String NAMESPACE = "{namespace}";

    /** @throws IllegalArgumentException with a sentence that says what is wrong */
    public static SeedAddress parse(String from) {
        if (from.isBlank() || from.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw new IllegalArgumentException("write a path, https://… or s3://bucket/key");
        }
        int at = from.indexOf("://");
        String scheme = at < 0 ? FILE : from.substring(0, at).toLowerCase(Locale.ROOT);
        SeedAddress address = switch (scheme) {
            case FILE -> new SeedAddress(FILE, "", at < 0 ? from : from.substring(at + 3));
            case S3 -> bucket(from.substring(at + 3));
            case "http", "https" -> web(scheme, from);
            default ->
                throw new IllegalArgumentException(
                        "'" + scheme + "://' is not known here: write a path, https://… or s3://bucket/key");
        };
        if (Arrays.asList(address.path().split("/", -1)).contains("..")) {
            throw new IllegalArgumentException("'..' leads out of where it seems to be: write the whole path");
        }
        return address;
    }

    private static SeedAddress bucket(String rest) {
        int slash = rest.indexOf('/');
        String bucket = slash < 0 ? rest : rest.substring(0, slash);
        if (!bucket.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")) {
            throw new IllegalArgumentException(
                    "write s3://bucket/key; a bucket's name is 3 to 63 of a-z, 0-9, . and -");
        }
        return new SeedAddress(S3, bucket, slash < 0 ? "" : rest.substring(slash + 1));
    }

    private static SeedAddress web(String scheme, String from) {
        try {
            URI uri = new URI(from);
            String path = uri.getRawPath() == null ? "" : uri.getRawPath();
            if (uri.getHost() == null || uri.getRawUserInfo() != null) {
                throw new IllegalArgumentException("write " + scheme + "://host/path, without a user");
            }
            if (List.of("%2e", "%2f", "%5c").stream().anyMatch(path.toLowerCase(Locale.ROOT)::contains)) {
                throw new IllegalArgumentException("dots and slashes of its path must not be escaped");
            }
            int usual = scheme.equals("https") ? 443 : 80;
            String port = uri.getPort() < 0 || uri.getPort() == usual ? "" : ":" + uri.getPort();
            return new SeedAddress(scheme, uri.getHost().toLowerCase(Locale.ROOT) + port, path);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("is no address: " + e.getReason(), e);
        }
    }

    /** Relative paths are below the namespace's own directory. */
    public boolean own() {
        return scheme.equals(FILE) && !path.startsWith("/");
    }

    /** Whether it is this place, or is below it: {@code /a/b} is below {@code /a}, {@code /ab} is not. */
    boolean below(SeedAddress place) {
        String begin = place.path();
        return scheme.equals(place.scheme())
                && host.equals(place.host())
                && path.startsWith(begin)
                && (begin.isEmpty()
                        || begin.endsWith("/")
                        || path.length() == begin.length()
                        || path.charAt(begin.length()) == '/');
    }

    /** The first place that it is in; empty: none. */
    public Optional<SeedPlace> in(List<SeedPlace> places, String namespace) {
        return places.stream().filter(p -> in(p, namespace)).findFirst();
    }

    private boolean in(SeedPlace place, String namespace) {
        try {
            return below(parse(place.from().replace(NAMESPACE, namespace)));
        } catch (IllegalArgumentException e) {
            // checked when the cluster was applied, by whichever version that was
            return false;
        }
    }

    /** As people may read it: what follows a question mark may be a signature. */
    public static String shown(String from) {
        int query = from.contains("://") ? from.indexOf('?') : -1;
        return query < 0 ? from : from.substring(0, query);
    }
}
