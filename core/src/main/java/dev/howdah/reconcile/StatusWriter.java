package dev.howdah.reconcile;

import dev.howdah.resource.Condition;
import dev.howdah.resource.Database;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Resource;
import dev.howdah.resource.Status;
import dev.howdah.spi.Provider;
import dev.howdah.spi.Store;
import dev.howdah.spi.Tally;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns the outcome of a turn into conditions and, where something changed, one event. */
final class StatusWriter {

    private final Store store;
    private final Clock clock;
    private final Tally tally;

    StatusWriter(Store store, Clock clock, Tally tally) {
        this.store = store;
        this.clock = clock;
        this.tally = tally;
    }

    /**
     * Writes a status.
     *
     * @param seen the resource as the turn read it: its generation is what the conditions speak of
     * @param facts status with endpoint and the like; its conditions and message are replaced
     * @param further conditions of which events are told elsewhere
     * @param pressure reason and sentence of the StoragePressure condition, when a database is near its limit
     */
    void write(
            Resource seen, Outcome outcome, Status facts, List<Provider.Notice> further, Optional<Outcome> pressure) {
        List<Provider.Notice> notices = new ArrayList<>(further);
        pressure.ifPresent(full -> notices.add(
                new Provider.Notice(Condition.STORAGE_PRESSURE, Condition.Holds.True, full.reason(), full.sentence())));
        write(seen, outcome, facts, notices, () -> pressureEvent(seen, seen.status(), pressure));
    }

    /** @param notices further conditions; those that don't hold are told once */
    void write(Resource seen, Outcome outcome, Status facts, List<Provider.Notice> notices) {
        write(
                seen,
                outcome,
                facts,
                notices,
                () -> notices.stream()
                        .filter(n -> n.holds() == Condition.Holds.False && isNews(seen.status(), n))
                        .forEach(n -> store.event(
                                seen.ref(),
                                seen.metadata().requireUid(),
                                true,
                                n.reason().text(),
                                n.message())));
    }

    private void write(
            Resource seen, Outcome outcome, Status facts, List<Provider.Notice> notices, Runnable furtherEvents) {
        Status before = seen.status();
        List<Condition> conditions = new ArrayList<>();
        conditions.add(condition(
                before, new Provider.Notice(Condition.READY, outcome.ready(), outcome.reason(), outcome.sentence())));
        notices.forEach(n -> conditions.add(condition(before, n)));
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
            furtherEvents.run();
            return null;
        });
        if (seen instanceof Database && outcome.ready() == Condition.Holds.True && !before.ready()) {
            tally.ready(Duration.between(notReadySince(seen), clock.instant()));
        }
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

    private Instant notReadySince(Resource seen) {
        Instant stored = seen.metadata().createdAt();
        return seen.status()
                .condition(Condition.READY)
                .map(Condition::since)
                .orElse(stored == null ? clock.instant() : stored);
    }

    /** Whether this outcome is news: another reason, or the same trouble in other words. */
    private static boolean said(Status before, Outcome outcome) {
        return before.condition(Condition.READY)
                .map(c -> c.reason() != outcome.reason()
                        || (outcome.ready() != Condition.Holds.True
                                && !c.message().equals(outcome.sentence())))
                .orElse(true);
    }

    private static boolean isNews(Status before, Provider.Notice notice) {
        return before.condition(notice.type())
                .map(c -> c.reason() != notice.reason() || !c.message().equals(notice.message()))
                .orElse(true);
    }

    private Condition condition(Status before, Provider.Notice notice) {
        var since = before.condition(notice.type())
                .filter(c -> c.status() == notice.holds())
                .map(Condition::since)
                .orElseGet(() -> clock.instant().truncatedTo(ChronoUnit.MILLIS));
        return new Condition(notice.type(), notice.holds(), notice.reason(), notice.message(), since);
    }
}
