package dev.howdah.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.plan.Trace;
import dev.howdah.resource.Cidr;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Metadata;
import dev.howdah.resource.Status;
import dev.howdah.spi.Looks.Found;
import dev.howdah.spi.Looks.Kept;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which orders a sweep wakes, and when. */
class SweepTurnsTest {

    private static final Duration PERIOD = Duration.ofSeconds(20);
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Trace TRACE = new Trace(7, 8);

    private final SweepTurns turns = new SweepTurns(PERIOD, NOW);

    @Test
    void whatDidNotChangeIsLetAlone() {
        turns.compare(kept(1, 3, TRACE), world(3, TRACE));
        assertThat(turns.due()).isEmpty();
    }

    @Test
    void whatChangedInSharedCatalogsIsLookedAtNow() {
        turns.compare(kept(1, 3, TRACE), world(3, new Trace(9, 8)));
        turns.compare(kept(2, 3, TRACE), new SweepTurns.Comparison(cluster(3), Map.of(), Map.of()));
        assertThat(turns.due()).isEqualTo(Map.of(uid(1), NOW, uid(2), NOW));
    }

    @Test
    void networksThatSomebodyChangedAreLookedAtNow() {
        var open = Map.of("ns-db", List.of(new Cidr("0.0.0.0", 0)));
        turns.compare(kept(1, 3, TRACE), new SweepTurns.Comparison(cluster(3), Map.of("ns-db", TRACE), open));
        assertThat(turns.due()).isEqualTo(Map.of(uid(1), NOW));
    }

    @Test
    void databasesInWhichSomebodyWroteAreLookedIntoOneAfterTheOther() {
        for (int i = 0; i < 4; i++) {
            turns.compare(kept(i, 3, TRACE), world(3, new Trace(7, 9)));
        }
        assertThat(turns.due().values())
                .containsExactly(NOW, NOW.plusSeconds(5), NOW.plusSeconds(10), NOW.plusSeconds(15));
    }

    @Test
    void aDatabaseThatIsAlwaysWrittenInIsLetAloneForTwoPeriods() {
        turns.compare(keptAt(1, NOW.minusSeconds(10)), world(3, new Trace(7, 9)));
        turns.compare(keptAt(2, NOW.plusSeconds(3600)), world(3, new Trace(7, 9)));
        assertThat(turns.due().get(uid(1))).isEqualTo(NOW.plusSeconds(30));
        assertThat(turns.due().get(uid(2))).as("of a clock that went wrong").isBefore(NOW.plus(PERIOD));
    }

    @Test
    void ofThousandsOfBusyDatabasesAThousandAMinuteAreLookedIntoTheOldestFirst() {
        IntStream.range(0, 5000)
                .forEach(i -> turns.compare(keptAt(i, NOW.minusSeconds(10_000 - i)), world(3, new Trace(7, 9))));
        assertThat(turns.due()).hasSize(333).containsKeys(uid(0), uid(332)).doesNotContainKey(uid(333));
        assertThat(List.copyOf(turns.due().values())).isSorted().allMatch(at -> at.isBefore(NOW.plus(PERIOD)));
    }

    @Test
    void afterAChangeOfTheClustersSpecAllOfItsOrdersAreLookedAtBitByBit() {
        for (int i = 0; i < 2; i++) {
            turns.compare(kept(i, 3, TRACE), world(4, TRACE));
        }
        assertThat(turns.due().values()).containsExactly(NOW, NOW.plusSeconds(10));
    }

    @Test
    void anOrderThatWasNeverLookedAtIsNowAndOneThatIsNotSettledComesByItself() {
        turns.compare(new Kept(uid(1), "ns", "db", 1, true, null, null), world(3, TRACE));
        turns.compare(new Kept(uid(2), "ns", "db", 1, false, null, null), world(3, TRACE));
        assertThat(turns.due()).isEqualTo(Map.of(uid(1), NOW));
    }

    private static Kept kept(int number, long clusterGeneration, Trace trace) {
        return new Kept(uid(number), "ns", "db", 1, true, found(clusterGeneration, trace), NOW.minusSeconds(3600));
    }

    private static Kept keptAt(int number, Instant at) {
        return new Kept(uid(number), "ns", "db", 1, true, found(3, TRACE), at);
    }

    private static Found found(long clusterGeneration, Trace trace) {
        return Sweep.found(Sweep.wanted(1L, cluster(clusterGeneration)), trace, List.of());
    }

    private static SweepTurns.Comparison world(long clusterGeneration, Trace trace) {
        return new SweepTurns.Comparison(cluster(clusterGeneration), Map.of("ns-db", trace), Map.of());
    }

    private static Cluster cluster(long generation) {
        var metadata = new Metadata(null, "c", Map.of(), Map.of(), uid(0), generation, 1L, NOW, null);
        return new Cluster(metadata, new Cluster.Spec("local", null, List.of(), null, null, null), Status.NEW);
    }

    private static UUID uid(int number) {
        return new UUID(0, number);
    }
}
