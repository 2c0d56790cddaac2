package dev.howdah.operation;

/** An operation can't be called off any more, or never could. Its message goes on behind {@code can't be cancelled:}. */
public final class LateException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public LateException(String why) {
        super(why);
    }
}
