package dev.howdah.recovery;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A time of day at which backups may begin, on one day. Where clocks are put forward in it, it is shorter; where that would
 * leave nothing of it, it is as long as its times of day are apart. Where they are put back, it is longer.
 */
record Window(Instant from, Instant until) {

    /**
     * The one that is open.
     *
     * @param text {@code 22:00-02:00}; two equal times are a whole day
     */
    static Optional<Window> of(String text, ZoneId zone, Instant now) {
        LocalTime from = LocalTime.parse(text.substring(0, 5));
        LocalTime until = LocalTime.parse(text.substring(6));
        LocalDate today = now.atZone(zone).toLocalDate();
        return Stream.of(today.minusDays(1), today)
                .map(day -> on(day, from, until, zone))
                .filter(w -> !now.isBefore(w.from) && now.isBefore(w.until))
                .findFirst();
    }

    private static Window on(LocalDate day, LocalTime from, LocalTime until, ZoneId zone) {
        LocalDate last = until.isAfter(from) ? day : day.plusDays(1);
        Instant begin = day.atTime(from).atZone(zone).toInstant();
        Instant end = last.atTime(until).atZone(zone).toInstant();
        return end.isAfter(begin)
                ? new Window(begin, end)
                : new Window(begin, begin.plus(Duration.between(day.atTime(from), last.atTime(until))));
    }
}
