package dev.howdah.reconcile;

import dev.howdah.resource.Condition;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Resource;
import dev.howdah.resource.Status;
import dev.howdah.spi.Store;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns the outcome of a turn into conditions and, where something changed, one event. */
final class StatusWriter {

    private final Store store;
    private final Clock clock;

    StatusWriter(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * Writes a status.
     *
     * @param seen the resource as the turn read it: its generation is what the conditions speak of
     * @param facts status with endpoint and the like; its conditions and message are replaced
     * @param trashed sentence of the Trashed condition, when the resource is in the trash
     * @param pressure reason and sentence of the StoragePressure condition, when a database is near its limit
     */
    void write(Resource seen, Outcome outcome, Status facts, Optional<String> trashed, Optional<Outcome> pressure) {
        Status before = seen.status();
        List<Condition> conditions = new ArrayList<>();
        conditions.add(condition(before, Condition.READY, outcome.ready(), outcome));
        trashed.ifPresent(until -> conditions.add(
                condition(before, Condition.TRASHED, Condition.Holds.True, Outcome.not(outcome.reason(), until))));
        pressure.ifPresent(
                full -> conditions.add(condition(before, Condition.STORAGE_PRESSURE, Condition.Holds.True, full)));
        Long generation = seen.metadata().generation();
        Status after = facts.with(s -> {
            s.observedGeneration = generation == null ? 0 : generation;
            s.conditions = conditions;
            s.message = outcome.sentence();
        });
        store.soon(() -> {
            store.writeStatus(seen.metadata().requireUid(), after);
            if (said(before, outcome)) {
                store.event(
                        seen.ref(),
                        seen.metadata().requireUid(),
                        outcome.ready() != Condition.Holds.True
                                && !outcome.reason().calm(),
                        outcome.reason().text(),
                        outcome.sentence());
            }
            pressureEvent(seen, before, pressure);
            return null;
        });
    }

    private void pressureEvent(Resource seen, Status before, Optional<Outcome> pressure) {
        Optional<Reason> was = before.condition(Condition.STORAGE_PRESSURE).map(Condition::reason);
        Optional<Reason> is = pressure.map(Outcome::reason);
        if (was.equals(is)) {
            return;
        }
        store.event(
                seen.ref(),
                seen.metadata().requireUid(),
                is.isPresent(),
                is.map(Reason::text).orElse("StorageFreed"),
                pressure.map(Outcome::sentence).orElse("is well below its storage limit again"));
    }

    /** Whether this outcome is news: another reason, or the same trouble in other words. */
    private static boolean said(Status before, Outcome outcome) {
        return before.condition(Condition.READY)
                .map(c -> c.reason() != outcome.reason()
                        || (outcome.ready() != Condition.Holds.True
                                && !c.message().equals(outcome.sentence())))
                .orElse(true);
    }

    private Condition condition(Status before, String type, Condition.Holds holds, Outcome outcome) {
        var since = before.condition(type)
                .filter(c -> c.status() == holds)
                .map(Condition::since)
                .orElseGet(() -> clock.instant().truncatedTo(ChronoUnit.MILLIS));
        return new Condition(type, holds, outcome.reason(), outcome.sentence(), since);
    }
}
