package dev.howdah.server.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * The text of a token: {@code howdah_} and 256 random bits. With that many, a plain SHA-256 is enough to keep: there is
 * no dictionary to try, so nothing is won by a slow hash.
 */
public final class Secret {

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._~+/=-]{16,256}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private Secret() {}

    public static String make() {
        byte[] bits = new byte[32];
        RANDOM.nextBytes(bits);
        return "howdah_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }

    /** Whether it could be a token at all: what is not needs no look into the Store. */
    public static boolean looksRight(String text) {
        return FORM.matcher(text).matches();
    }

    /** SHA-256 of a token: what is kept and looked up. */
    public static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
