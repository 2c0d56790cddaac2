package dev.howdah.spi;

import dev.howdah.resource.Kind;
import java.time.Instant;
import java.util.UUID;

/** The persistent queue of turns: what is put in while a transaction of the Store is open appears with its commit. */
public interface WorkQueue {

    /** A turn over this as soon as can be. */
    default void now(Work work) {
        at(work, Instant.now());
    }

    /** A turn at a time, unless an earlier one comes. */
    void at(Work work, Instant when);

    /** A turn over this resource as soon as can be. */
    default void now(Kind kind, UUID uid) {
        now(new Work.Of(kind, uid));
    }

    /** A turn over this resource at a time, unless an earlier one comes. */
    default void at(Kind kind, UUID uid, Instant when) {
        at(new Work.Of(kind, uid), when);
    }
}
