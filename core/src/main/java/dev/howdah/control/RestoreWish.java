package dev.howdah.control;

import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * What is to be restored.
 *
 * @param to when: a time, {@code latest}, or a backup's label
 * @param zone of times that name none
 * @param as the name of a new database; null: in place
 * @param confirm the database's name, for what replaces it
 */
public record RestoreWish(
        String to,
        ZoneId zone,
        @Nullable String as,
        @Nullable String confirm) {}
