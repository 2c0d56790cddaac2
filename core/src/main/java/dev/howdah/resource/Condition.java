package dev.howdah.resource;

import java.time.Instant;

/**
 * A typed fact of a status.
 *
 * @param type {@code Ready}, {@code Trashed}, …
 * @param status whether it holds
 * @param reason a stable code that programs may switch on
 * @param message one sentence for people
 * @param since when the status last changed
 */
public record Condition(String type, Holds status, Reason reason, String message, Instant since) {

    /** Every kind has it; {@code True} when the world is as the spec says. */
    public static final String READY = "Ready";

    /** A database in the trash; its message says until when. */
    public static final String TRASHED = "Trashed";

    /** A database whose bytes on disk are near its limit or beyond it; absent otherwise. */
    public static final String STORAGE_PRESSURE = "StoragePressure";

    /** A database with deliveries: whether each sink holds what it is to hold. */
    public static final String DELIVERED = "Delivered";

    /** A resource whose logins are being replaced; its message says what that waits for. Absent otherwise. */
    public static final String ROTATING = "Rotating";

    /** A cluster: whether it is backed up as its spec says. */
    public static final String BACKED_UP = "BackedUp";

    /** A database whose last drill failed; absent otherwise. */
    public static final String RESTORE_TESTED = "RestoreTested";

    /** A database that is being restored in place; its message says how far that is. Absent otherwise. */
    public static final String RESTORING = "Restoring";

    /** A resource on which something takes longer than it should; absent otherwise. */
    public static final String STUCK = "Stuck";

    /** A cluster of somebody else's: whether PUBLIC is kept out of what tenants should not meet in. */
    public static final String HARDENED = "Hardened";

    /** Whether a condition holds; written as Kubernetes writes it. */
    public enum Holds {
        True,
        False,
        Unknown
    }
}
