package dev.howdah.spi;

import dev.howdah.resource.Link;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What the Store knows of links besides their specs. What is written here becomes part of an open transaction. */
public interface Links {

    /**
     * A link.
     *
     * @param seen its generation when its database's turn last saw its login work; 0: nobody logs in with it
     * @param trouble what keeps the database's turn from making its login; empty: nothing
     * @param password whether one is kept, so that there may be a login
     * @param settled whether PostgreSQL is known to have that password
     */
    record Row(Link link, long seen, String trouble, boolean password, boolean settled) {

        public UUID uid() {
            return link.metadata().requireUid();
        }

        public boolean leaving() {
            return link.metadata().deletionRequestedAt() != null;
        }

        /** Whether its database's turn has done what its newest spec says. */
        public boolean done() {
            Long generation = link.metadata().generation();
            return generation != null && seen == generation;
        }
    }

    /** All links to a database, allowed or not, those that leave too. */
    List<Row> to(String namespace, String database);

    Optional<Row> get(UUID link);

    /** @return whether that is news */
    boolean see(UUID link, long generation, String trouble);
}
