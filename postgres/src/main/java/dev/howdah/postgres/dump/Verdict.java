package dev.howdah.postgres.dump;

import java.util.Set;

/** What becomes of a statement of somebody's dump. */
sealed interface Verdict {

    record Run(String sql) implements Verdict {}

    /** Rows follow it. */
    record Copy(String sql) implements Verdict {}

    /**
     * It may fail.
     *
     * @param states SQLSTATEs, or classes of them, with which it is left out
     * @param note what is said then; empty: nothing is lost
     */
    record Try(String sql, Set<String> states, String note) implements Verdict {}

    /** @param note what is said; empty: nothing is lost */
    record Skip(String note) implements Verdict {
        static final Skip SILENT = new Skip("");
    }

    /** From now on the file is in this encoding. */
    record Encoding(String name) implements Verdict {}

    /** It can't be part of a seed. */
    record Refuse(String why) implements Verdict {}
}
