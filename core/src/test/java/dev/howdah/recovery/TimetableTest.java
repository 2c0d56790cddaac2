package dev.howdah.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.resource.ClusterBackup;
import dev.howdah.resource.TimeSpan;
import dev.howdah.spi.Backup;
import dev.howdah.spi.BackupEngine;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TimetableTest {

    private static ClusterBackup spec(@Nullable String window, @Nullable String zone, @Nullable String incremental) {
        return new ClusterBackup(
                null,
                null,
                window,
                zone,
                null,
                null,
                incremental == null ? null : TimeSpan.parse(incremental),
                null,
                List.of());
    }

    /** {@code full 2026-03-01T02:00:00Z}, with commas between. */
    private static List<Backup> backups(@Nullable String text) {
        return text == null
                ? List.of()
                : Arrays.stream(text.split(";"))
                        .map(String::strip)
                        .map(b -> backup(b.split(" ")))
                        .toList();
    }

    private static Backup backup(String[] words) {
        Instant at = Instant.parse(words[1]);
        return new Backup(
                UUID.randomUUID(),
                UUID.randomUUID(),
                "c",
                null,
                null,
                null,
                "fake",
                words[1],
                Backup.Type.valueOf(words[0].toUpperCase(java.util.Locale.ROOT)),
                1,
                at,
                at.plusSeconds(60),
                1,
                1,
                null,
                null,
                words.length > 2 ? words[2] : null,
                Map.of());
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            # now,                window,      incremental, backups,                                                   due
            2026-03-01T12:00:00Z, ,            ,            ,                                                          FULL
            2026-03-01T12:00:00Z, 02:00-04:00, ,            ,                                                          FULL
            2026-03-01T12:00:00Z, ,            ,            full 2026-03-01T02:00:00Z broken,                          FULL
            2026-03-01T12:00:00Z, ,            ,            full 2026-03-01T02:00:00Z,                                 -
            2026-03-02T01:59:59Z, ,            ,            full 2026-03-01T02:00:00Z,                                 -
            2026-03-02T02:00:00Z, ,            ,            full 2026-03-01T02:00:00Z,                                 DIFF
            2026-03-08T02:00:00Z, ,            ,            full 2026-03-01T02:00:00Z; diff 2026-03-07T02:00:00Z,      FULL
            2026-03-01T03:00:00Z, ,            1h,          full 2026-03-01T02:00:00Z,                                 INCR
            2026-03-01T03:30:00Z, ,            1h,          full 2026-03-01T02:00:00Z; incr 2026-03-01T03:00:00Z,      -
            2026-03-02T12:00:00Z, 02:00-04:00, ,            full 2026-03-01T02:03:00Z,                                 -
            2026-03-02T02:00:00Z, 02:00-04:00, ,            full 2026-03-01T02:03:00Z,                                 DIFF
            2026-03-02T02:10:00Z, 02:00-04:00, ,            full 2026-03-01T02:03:00Z; diff 2026-03-02T02:00:05Z,      -
            2026-03-08T02:01:00Z, 02:00-04:00, ,            full 2026-03-01T03:59:00Z; diff 2026-03-07T02:00:00Z,      FULL
            2026-03-07T02:01:00Z, 02:00-04:00, ,            full 2026-03-01T03:59:00Z; diff 2026-03-06T02:00:00Z,      DIFF
            2026-03-02T02:30:00Z, 02:00-04:00, 1h,          full 2026-03-01T02:03:00Z; diff 2026-03-02T02:00:05Z,      -
            2026-03-02T03:00:05Z, 02:00-04:00, 1h,          full 2026-03-01T02:03:00Z; diff 2026-03-02T02:00:05Z,      INCR
            2026-03-01T23:30:00Z, 22:00-02:00, ,            full 2026-02-28T23:00:00Z,                                 DIFF
            2026-03-02T01:30:00Z, 22:00-02:00, ,            full 2026-02-28T23:00:00Z,                                 DIFF
            2026-03-02T02:00:00Z, 22:00-02:00, ,            full 2026-02-28T23:00:00Z,                                 -
            """)
    void whatIsDueWhen(
            Instant now, @Nullable String window, @Nullable String incremental, @Nullable String there, String due) {
        assertThat(new Timetable(spec(window, null, incremental))
                        .due(now, backups(there))
                        .map(BackupEngine.Type::name)
                        .orElse("-"))
                .isEqualTo(due);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            # now,                window,      zone,             from,                 until
            2026-01-10T02:30:00Z, 02:00-04:00, UTC,              2026-01-10T02:00:00Z, 2026-01-10T04:00:00Z
            2026-01-10T01:00:00Z, 02:00-04:00, Europe/Berlin,    2026-01-10T01:00:00Z, 2026-01-10T03:00:00Z
            2026-07-10T00:00:00Z, 02:00-04:00, Europe/Berlin,    2026-07-10T00:00:00Z, 2026-07-10T02:00:00Z
            # clocks go from 02:00 to 03:00
            2026-03-29T01:30:00Z, 02:00-04:00, Europe/Berlin,    2026-03-29T01:00:00Z, 2026-03-29T02:00:00Z
            2026-03-29T01:30:00Z, 02:00-03:00, Europe/Berlin,    2026-03-29T01:00:00Z, 2026-03-29T02:00:00Z
            # clocks go from 03:00 back to 02:00
            2026-10-25T00:30:00Z, 02:00-04:00, Europe/Berlin,    2026-10-25T00:00:00Z, 2026-10-25T03:00:00Z
            2026-10-25T02:30:00Z, 02:00-04:00, Europe/Berlin,    2026-10-25T00:00:00Z, 2026-10-25T03:00:00Z
            # over midnight, where the day is another one
            2026-01-10T12:00:00Z, 22:00-02:00, Pacific/Auckland, 2026-01-10T09:00:00Z, 2026-01-10T13:00:00Z
            2026-01-10T06:00:00Z, 06:00-06:00, UTC,              2026-01-10T06:00:00Z, 2026-01-11T06:00:00Z
            """)
    void windowsAreTimesOfDayOfTheirZone(Instant now, String window, String zone, Instant from, Instant until) {
        assertThat(Window.of(window, spec(window, zone, null).zone(), now)).contains(new Window(from, until));
    }

    @Test
    void nothingBeginsOutsideTheWindow() {
        assertThat(Window.of("02:00-04:00", spec(null, null, null).zone(), Instant.parse("2026-01-10T04:00:00Z")))
                .isEmpty();
        assertThat(Window.of("22:00-02:00", spec(null, null, null).zone(), Instant.parse("2026-01-10T21:59:59Z")))
                .isEmpty();
    }

    @Test
    void everyDayHasItsBackupWhateverClocksDo() {
        Timetable table = new Timetable(spec("02:00-03:00", "Europe/Berlin", null));
        Instant now = Instant.parse("2026-03-20T12:00:00Z");
        Instant last = Instant.parse("2026-03-20T01:30:00Z");
        int taken = 0;
        for (; now.isBefore(Instant.parse("2026-04-10T12:00:00Z")); now = now.plusSeconds(60)) {
            if (table.dump(now, last, Duration.ofDays(1))) {
                last = now.plusSeconds(7);
                taken++;
            }
        }
        assertThat(taken).isEqualTo(21);
    }

    @Test
    void allThatThereIsIsReadWeekly() {
        Timetable table = new Timetable(spec(null, null, null));
        Instant first = Instant.parse("2026-03-01T02:00:00Z");
        List<Backup> one = backups("full " + first);
        assertThat(table.verify(first.plus(Duration.ofDays(30)), List.of(), null))
                .isFalse();
        assertThat(table.verify(first.plus(Duration.ofDays(6)), one, null)).isFalse();
        assertThat(table.verify(first.plus(Duration.ofDays(8)), one, null)).isTrue();
        assertThat(table.verify(first.plus(Duration.ofDays(8)), one, first.plus(Duration.ofDays(2))))
                .isFalse();
    }
}
