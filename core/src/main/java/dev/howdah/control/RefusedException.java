package dev.howdah.control;

/** A request that is understood and not carried out. The message says what to do next. */
public final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why, for exit codes and HTTP statuses. */
    public enum Why {
        /** There is no such resource. */
        NOT_FOUND,
        /** The caller may not. */
        FORBIDDEN,
        /** It contradicts what is there: a name that is taken, a version that is old, a missing confirmation. */
        CONFLICT,
        /** It did not happen in time. */
        TIMED_OUT
    }

    private final Why why;

    public RefusedException(Why why, String message) {
        super(message);
        this.why = why;
    }

    public Why why() {
        return why;
    }
}
