package dev.howdah.spi;

import dev.howdah.operation.Operation;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Role;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Operations, as the Store keeps them. What is written here becomes part of an open transaction. */
public interface Operations {

    /**
     * Keeps one that begins.
     *
     * @throws Store.ConflictException when one of its sort is under way for this part of the resource
     */
    void begin(Operation operation);

    Optional<Operation> get(UUID uid);

    /** Keeps a script beside one that begins, where nobody is shown it; it goes when that ends. */
    void script(UUID operation, String sql);

    /** The script of one that is under way. */
    Optional<String> script(UUID operation);

    /** Writes one; false, and nothing is written, when somebody else wrote it since it was read. */
    boolean write(Operation changed);

    /** Those of a resource that are under way, oldest first. */
    List<Operation> running(UUID subject);

    /** The newest that fills a database or was to; it is kept for as long as the database is not filled. */
    Optional<Operation> fill(UUID subject);

    /** uids of all that are under way. */
    List<UUID> running();

    /**
     * Those of a namespace, or of everything (null): the newest first.
     *
     * @param all those that ended too
     */
    List<Operation> list(@Nullable String namespace, boolean all, int limit);

    /** Logins that current credentials name, of databases whose passwords are to be rotated by themselves. */
    List<Aging> aging();

    /**
     * One of them.
     *
     * @param rotation as the order or its namespace says: {@code 90d}
     * @param since when PostgreSQL got the password
     */
    record Aging(Ref order, Role role, String rotation, Instant since) {}
}
