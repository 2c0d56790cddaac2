package dev.howdah.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.spi.Backup;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RetentionTest {

    private static final Instant NOW = Instant.parse("2026-03-10T00:00:00Z");
    private static final Duration WEEK = Duration.ofDays(7);
    private static final Duration MONTH = Duration.ofDays(30);

    private static Backup dump(int daysAgo, @Nullable String trouble) {
        Instant at = NOW.minus(Duration.ofDays(daysAgo));
        UUID order = new UUID(1, 1);
        return new Backup(
                new UUID(0, daysAgo),
                order,
                "c",
                order,
                "a",
                "one",
                "pg_dump",
                "d" + daysAgo,
                Backup.Type.DUMP,
                1,
                at,
                at.plusSeconds(1),
                1,
                1,
                null,
                null,
                trouble,
                Map.of());
    }

    @Test
    void dumpsOlderThanIsWantedGo() {
        assertThat(Pruning.outdated(List.of(dump(1, null), dump(6, null), dump(8, null), dump(30, null)), WEEK, NOW))
                .extracting(Backup::label)
                .containsExactly("d8", "d30");
    }

    @Test
    void theNewestSoundDumpStaysHoweverOldItIs() {
        assertThat(Pruning.outdated(List.of(dump(1, "broken"), dump(20, null), dump(30, null)), WEEK, NOW))
                .extracting(Backup::label)
                .containsExactly("d30");
        assertThat(Pruning.outdated(List.of(dump(20, "broken")), WEEK, NOW)).isEmpty();
    }

    @Test
    void whatAnOrderWasPromisedOutlivesIt() {
        Keep promised = Keep.NOTHING.next(MONTH, NOW);
        assertThat(promised).isEqualTo(new Keep(MONTH, NOW.plus(MONTH)));
        Keep gone = promised.next(WEEK, NOW.plus(Duration.ofDays(29)));
        assertThat(gone).isEqualTo(promised);
        Instant later = NOW.plus(MONTH);
        assertThat(gone.next(WEEK, later)).isEqualTo(new Keep(WEEK, later.plus(WEEK)));
        assertThat(gone.next(Duration.ZERO, later)).isEqualTo(Keep.NOTHING);
    }

    @Test
    void aPromiseIsWrittenAgainNowAndThen() {
        Keep first = Keep.NOTHING.next(MONTH, NOW);
        assertThat(first.news(Keep.NOTHING)).isTrue();
        assertThat(first.next(MONTH, NOW.plusSeconds(60)).news(first)).isFalse();
        assertThat(first.next(MONTH, NOW.plusSeconds(7200)).news(first)).isTrue();
        assertThat(first.next(WEEK, NOW.plus(MONTH)).news(first)).isTrue();
        assertThat(Keep.NOTHING.next(Duration.ZERO, NOW).news(Keep.NOTHING)).isFalse();
    }
}
