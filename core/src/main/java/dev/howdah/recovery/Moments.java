package dev.howdah.recovery;

import dev.howdah.spi.Scratches.Moment;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How people say when: {@code latest}, {@code 10 minutes ago}, {@code 2026-11-21 10:05:03}, or a backup's label. */
public final class Moments {

    /** pgBackRest's labels, and those of dumps. */
    private static final Pattern LABEL = Pattern.compile("\\d{8}-\\d{6}F(_\\d{8}-\\d{6}[DI])?|\\d{8}T\\d{6}Z");

    private static final Pattern AGO = Pattern.compile(
            "(\\d{1,6})\\s*(s|sec|second|m|min|minute|h|hour|d|day)s?\\s+ago", Pattern.CASE_INSENSITIVE);
    private static final Map<Character, Duration> UNITS = Map.of(
            's', Duration.ofSeconds(1), 'm', Duration.ofMinutes(1), 'h', Duration.ofHours(1), 'd', Duration.ofDays(1));

    private Moments() {}

    /**
     * Which moment is meant; {@code latest} is now.
     *
     * @param zone of times that name none
     * @throws IllegalArgumentException with a sentence for the user
     */
    public static Moment parse(String text, ZoneId zone, Instant now) {
        String said = text.strip();
        if (LABEL.matcher(said).matches()) {
            return new Moment.Backup(said);
        }
        Instant time = time(said, zone, now).truncatedTo(ChronoUnit.MICROS);
        if (time.isAfter(now)) {
            throw new IllegalArgumentException(
                    "'" + text + "' is in the future: it is " + now.truncatedTo(ChronoUnit.SECONDS) + " now");
        }
        return new Moment.At(time);
    }

    private static Instant time(String said, ZoneId zone, Instant now) {
        if (said.equalsIgnoreCase("latest") || said.equalsIgnoreCase("now")) {
            return now;
        }
        Matcher ago = AGO.matcher(said);
        if (ago.matches()) {
            char unit = ago.group(2).toLowerCase(Locale.ROOT).charAt(0);
            return now.minus(UNITS.getOrDefault(unit, Duration.ZERO).multipliedBy(Long.parseLong(ago.group(1))));
        }
        String iso = said.replaceFirst("^(\\d{4}-\\d\\d-\\d\\d)[ T]+", "$1T").replaceFirst(" +([+-]\\d|Z)", "$1");
        try {
            return OffsetDateTime.parse(iso.replaceFirst("([+-]\\d\\d)$", "$1:00"))
                    .toInstant();
        } catch (DateTimeException e) {
            try {
                return LocalDateTime.parse(iso).atZone(zone).toInstant();
            } catch (DateTimeException also) {
                throw new IllegalArgumentException(
                        "'" + said
                                + "' is no time: write 2026-11-21T10:05:03Z, '2026-11-21 10:05:03' (UTC, or --zone), '10 minutes"
                                + " ago', latest, or a backup's label",
                        also);
            }
        }
    }
}
