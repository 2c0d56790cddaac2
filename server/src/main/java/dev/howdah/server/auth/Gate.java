package dev.howdah.server.auth;

import dev.howdah.control.Caller;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets callers in who show a good token. An address that guesses is braked; a token that worked before is still let in
 * from there, so that one bad client does not lock out its neighbours behind the same address.
 */
public final class Gate {

    /** What came of a knock. */
    public sealed interface Answer {

        /** Come in. */
        record Welcome(Caller caller) implements Answer {}

        /** No. The message says what to do and never holds the token. */
        record Denied(String message) implements Answer {}

        /** Too many bad tokens from this address. */
        record Braked(Duration retryAfter) implements Answer {}
    }

    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);
    private static final int MANY = 10_000;
    private static final String SCHEME = "bearer ";

    private final Tokens tokens;
    private final Buckets failures;
    private final Set<ByteBuffer> worked = ConcurrentHashMap.newKeySet();

    /** @param failuresPerMinute bad tokens that one address may show in a minute */
    public Gate(Tokens tokens, int failuresPerMinute, LongSupplier nanoTime) {
        this.tokens = tokens;
        this.failures = new Buckets(failuresPerMinute / 60.0, failuresPerMinute, nanoTime);
    }

    /**
     * @param header of {@code Authorization}
     * @param address of the client
     * @throws dev.howdah.spi.Trouble when the Store does not answer
     */
    public Answer knock(@Nullable String header, String address) {
        if (header == null) {
            return new Answer.Denied("no token: send the header 'Authorization: Bearer TOKEN'"
                    + " (a local control plane keeps its admin's token in the file 'token' of its home)");
        }
        String token = bearer(header);
        if (token == null) {
            return new Answer.Denied("the Authorization header is not 'Bearer TOKEN'");
        }
        ByteBuffer hash = ByteBuffer.wrap(Secret.hash(token));
        if (!failures.dryFor(address).isZero() && !worked.contains(hash)) {
            return braked(address);
        }
        var caller = Secret.looksRight(token) ? tokens.find(token) : java.util.Optional.<Caller>empty();
        if (caller.isPresent()) {
            if (worked.size() > MANY) {
                worked.clear();
            }
            worked.add(hash);
            return new Answer.Welcome(caller.get());
        }
        worked.remove(hash);
        LOG.info("refused an unknown, revoked or expired token from {}", address);
        return failures.take(address)
                ? new Answer.Denied(
                        "the token is unknown, revoked or expired: an admin can make one with 'howdah token create'")
                : braked(address);
    }

    /** The token of an Authorization header; null when it holds none. */
    public static @Nullable String bearer(String header) {
        return header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? header.substring(SCHEME.length()).strip()
                : null;
    }

    private Answer braked(String address) {
        return new Answer.Braked(failures.dryFor(address));
    }
}
