package dev.howdah.recovery;

import dev.howdah.operation.Operation;
import dev.howdah.resource.Database;
import dev.howdah.spi.Copies.Into;
import dev.howdah.spi.Progress;

/** Where a new database's content comes from. Everything may be asked again and again, as {@link Progress} says. */
interface Well {

    /** As {@link Operation#what} names it. */
    String what();

    /** Gets it to this machine. */
    Progress gather(Operation operation, Database order);

    /** Puts it into the empty database. */
    Progress pour(Operation operation, Into into);

    /** SQL to be run before anybody may log in; empty: none. */
    String script(Operation operation);

    /** What is said once it is over. */
    String said(Operation operation);

    /** What is said of that which {@link dev.howdah.spi.Copies#load} left out. */
    static String skipped(Operation operation) {
        String skipped = operation.details().getOrDefault("skipped", "").replace("\n", ", ");
        return skipped.isEmpty() ? "" : "; left out, since only a superuser can make it: " + skipped;
    }

    /** How often what failed is tried again. */
    default int tries(Operation operation) {
        return 0;
    }

    /** Removes what it left besides the copy. Safe to repeat. */
    default void clear(Operation operation) {}
}
