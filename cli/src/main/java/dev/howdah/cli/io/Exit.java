package dev.howdah.cli.io;

/** Exit codes; scripts rely on them. */
public final class Exit {

    public static final int DONE = 0;
    public static final int FAILED = 1;
    /** The command line can't be understood. */
    public static final int USAGE = 2;
    /** {@code plan} found something to do. */
    public static final int CHANGES = 2;

    public static final int NOT_FOUND = 3;
    /** A conflict, or not allowed. */
    public static final int REFUSED = 4;

    public static final int TIMED_OUT = 5;

    private Exit() {}
}
