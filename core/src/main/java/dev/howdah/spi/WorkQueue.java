package dev.howdah.spi;

import dev.howdah.resource.Kind;
import java.time.Instant;
import java.util.UUID;

/** The persistent queue of turns: what is put in while a transaction of the Store is open appears with its commit. */
public interface WorkQueue {

    /** A turn over this resource as soon as can be. */
    void now(Kind kind, UUID uid);

    /** A turn at a time, unless an earlier one comes. */
    void at(Kind kind, UUID uid, Instant when);
}
