package dev.howdah.spi;

import dev.howdah.resource.Reason;

/**
 * Expected trouble, translated at the edge from SQLSTATEs and the like: a stable reason and a sentence for the user
 * that holds no secret. A turn that meets it ends with that reason as its condition and is tried again.
 */
public final class Trouble extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    public Trouble(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Trouble(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** The sentence; never null. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
