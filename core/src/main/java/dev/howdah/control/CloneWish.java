package dev.howdah.control;

import dev.howdah.resource.Ref;
import dev.howdah.resource.TimeSpan;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * A clone that is wanted.
 *
 * @param as what the new order is called
 * @param mask SQL that runs as its admin before anybody can log in; empty: none
 * @param expires how long after now it goes to the trash by itself; null: never
 * @param at the moment that its source is cloned of: a time, {@code latest}, or a backup's label; null: now, without a backup
 * @param zone of times that name none
 * @param pause whether sessions of the source may be ended, and new ones kept waiting, while its files are copied
 * @param confirm the source's name, for what pauses it
 */
public record CloneWish(
        Ref as,
        String mask,
        @Nullable TimeSpan expires,
        @Nullable String at,
        ZoneId zone,
        boolean pause,
        @Nullable String confirm) {

    /** Chars of a script that is kept until it has run. */
    static final int LONGEST_MASK = 1 << 20;

    /** One that leaves its source alone. */
    public CloneWish(Ref as, String mask, @Nullable TimeSpan expires, @Nullable String at, ZoneId zone) {
        this(as, mask, expires, at, zone, false, null);
    }
}
