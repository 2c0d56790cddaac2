package dev.howdah.spi;

import dev.howdah.resource.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What is kept of databases that were replaced, and of orders that were removed for good. */
public interface Keepsakes {

    /** For where nothing is kept. */
    Keepsakes NONE = new Keepsakes() {
        @Override
        public void aside(Aside aside) {}

        @Override
        public List<Aside> asides(UUID order) {
            return List.of();
        }

        @Override
        public List<Aside> due(Instant now) {
            return List.of();
        }

        @Override
        public void forget(UUID operation) {}

        @Override
        public void departed(Database order, Instant at) {}

        @Override
        public Optional<Departed> departed(String namespace, String name) {
            return Optional.empty();
        }

        @Override
        public boolean warned(UUID order, Instant expires, Duration ahead) {
            return false;
        }

        @Override
        public void prune(Instant before) {}
    };

    /**
     * A database that was replaced.
     *
     * @param operation that replaced it
     * @param database its name in PostgreSQL now
     * @param until when it is dropped
     */
    record Aside(
            UUID operation,
            UUID order,
            String namespace,
            String name,
            String cluster,
            String database,
            Instant since,
            Instant until) {}

    /** An order that was removed for good, as it was then. */
    record Departed(UUID order, Database was, Instant at) {}

    /** Keeps one; nothing happens when it is kept already. */
    void aside(Aside aside);

    /** Those of an order, the newest first. */
    List<Aside> asides(UUID order);

    /** Those whose time is over. */
    List<Aside> due(Instant now);

    /** Forgets the database that an operation replaced. */
    void forget(UUID operation);

    /** Keeps what an order was that is removed for good now. */
    void departed(Database order, Instant at);

    /** The last one of a name. */
    Optional<Departed> departed(String namespace, String name);

    /** Keeps that it was said of an order when it expires; false: it was said before. */
    boolean warned(UUID order, Instant expires, Duration ahead);

    /** Forgets orders that were removed before. */
    void prune(Instant before);
}
