package dev.howdah.resource.yaml;

/** A text that is no YAML, or more of it than is taken. The message is one sentence for the user. */
public final class MalformedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    MalformedException(int line, int column, String message) {
        super(message);
        this.line = line;
        this.column = column;
    }

    /** From 1; 0 when the whole text is meant. */
    public int line() {
        return line;
    }

    /** From 1; 0 when the whole text is meant. */
    public int column() {
        return column;
    }

    /** Never null. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
