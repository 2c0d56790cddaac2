package dev.howdah.control;

import java.time.Instant;

/**
 * What a restore would do.
 *
 * @param database whose: {@code shop/orders}
 * @param to the moment
 * @param backup that it begins with
 * @param backupEndedAt from when on the log is replayed
 * @param bytes that are restored beside the cluster
 * @param free bytes there
 * @param into what it goes into: {@code shop/orders-before}
 * @param replaces whether that is in use, and is replaced
 * @param sentence all of that, for people
 */
public record RestorePlan(
        String database,
        String to,
        String backup,
        Instant backupEndedAt,
        long bytes,
        long free,
        String into,
        boolean replaces,
        String sentence) {}
