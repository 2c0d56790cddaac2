package dev.howdah.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.plan.Wanted.Writes;
import dev.howdah.resource.ByteSize;
import dev.howdah.resource.Condition;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Status;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StorageTest {

    private static final ByteSize LIMIT = new ByteSize(1000);

    @ParameterizedTest
    @CsvSource({
        "  0, ALLOWED, ''",
        "799, ALLOWED, ''",
        "800, ALLOWED, StorageNearlyFull",
        "999, ALLOWED, StorageNearlyFull",
        "1000, STOPPING, StorageFull",
        "5000, STOPPING, StorageFull",
    })
    void aDatabaseThatMayWriteStopsAtItsLimitAndSaysSoBefore(long bytes, Writes writes, String reason) {
        Storage storage = new Storage(before(null));
        assertThat(storage.see(LIMIT, bytes)).isEqualTo(writes);
        assertThat(reason(storage)).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "1000, STOPPED, StorageFull",
        "950, STOPPED, StorageFull",
        "949, RESUMING, StorageNearlyFull",
        "100, RESUMING, ''",
    })
    void oneThatIsFullWritesAgainOnlyWellBelowIt(long bytes, Writes writes, String reason) {
        Storage storage = new Storage(before(Reason.STORAGE_FULL));
        assertThat(storage.see(LIMIT, bytes)).isEqualTo(writes);
        assertThat(reason(storage)).isEqualTo(reason);
    }

    @Test
    void onceTheStepsRanItIsNoLongerOnTheWay() {
        Storage storage = new Storage(before(null));
        storage.see(LIMIT, 1000);
        storage.ran();
        assertThat(storage.see(LIMIT, 1000)).isEqualTo(Writes.STOPPED);
        storage.see(LIMIT, 10);
        storage.ran();
        assertThat(storage.see(LIMIT, 10)).isEqualTo(Writes.ALLOWED);
    }

    @Test
    void withoutALimitNothingIsHeldBack() {
        assertThat(new Storage(before(null)).see(null, Long.MAX_VALUE)).isEqualTo(Writes.ALLOWED);
        Storage was = new Storage(before(Reason.STORAGE_FULL));
        assertThat(was.see(null, Long.MAX_VALUE)).isEqualTo(Writes.RESUMING);
        assertThat(was.condition()).isEmpty();
    }

    @Test
    void aDatabaseThatCameBackFromBeingLetGoIsNotLeftReadOnly() {
        assertThat(new Storage(Status.NEW).see(LIMIT, 10)).isEqualTo(Writes.RESUMING);
    }

    @Test
    void whatIsNotLookedAtStaysAsItWasSaid() {
        assertThat(reason(new Storage(before(Reason.STORAGE_FULL)))).isEqualTo("StorageFull");
    }

    @Test
    void theSentenceSaysHowMuchAndWhatToDo() {
        Storage storage = new Storage(before(null));
        storage.see(ByteSize.parse("10Gi"), 11L << 30);
        assertThat(storage.condition().orElseThrow().sentence())
                .isEqualTo("uses 11 GiB of 10 GiB: its logins are read-only until it is below 9.5 GiB; to make room,"
                        + " `SET default_transaction_read_only = off` in a session, or raise spec.limits.storage");
    }

    private static String reason(Storage storage) {
        return storage.condition().map(c -> c.reason().text()).orElse("");
    }

    private static Status before(Reason pressure) {
        Condition ready = new Condition(Condition.READY, Condition.Holds.True, Reason.CONVERGED, "", Instant.EPOCH);
        return Status.NEW.with(s -> s.conditions = pressure == null
                ? List.of(ready)
                : List.of(
                        ready,
                        new Condition(
                                Condition.STORAGE_PRESSURE, Condition.Holds.True, pressure, "full", Instant.EPOCH)));
    }
}
