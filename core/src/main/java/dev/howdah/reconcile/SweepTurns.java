package dev.howdah.reconcile;

import dev.howdah.plan.Trace;
import dev.howdah.resource.Cidr;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.PgNames;
import dev.howdah.spi.Looks.Found;
import dev.howdah.spi.Looks.Kept;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The turns that a sweep asks for. What changed in the shared catalogs is looked at now. A database in which somebody
 * has written may hold anything, so one has to go in and look; such looks, and those after a change of what a whole
 * cluster's orders want, are spread over the time to the next sweep, the oldest first.
 */
final class SweepTurns {

    /** As many databases as are looked into when everybody writes all the time. */
    private static final int LOOKS_A_MINUTE = 1_000;

    /** A sweep that comes often need not wait with a few. */
    private static final int FEW = 50;

    /** What a sweep compares with. */
    record Comparison(Cluster cluster, Map<String, Trace> traces, Map<String, List<Cidr>> networks) {

        Found of(Kept kept) {
            String database = PgNames.of(kept.namespace(), kept.name()).database();
            return Sweep.found(
                    Sweep.wanted(kept.generation(), cluster),
                    traces.getOrDefault(database, Trace.NONE),
                    networks.getOrDefault(database, List.of()));
        }
    }

    private final Duration period;
    private final Instant now;
    private final Map<UUID, Instant> due = new LinkedHashMap<>();
    private final List<Kept> spread = new ArrayList<>();

    SweepTurns(Duration period, Instant now) {
        this.period = period;
        this.now = now;
    }

    /** One that is not settled comes again by itself. */
    void compare(Kept kept, Comparison with) {
        Found before = kept.found();
        Found found = with.of(kept);
        if (!kept.settled() || found.equals(before)) {
            return;
        }
        if (before != null && before.trace().shared() != found.trace().shared()) {
            due.put(kept.uid(), now);
        } else {
            spread.add(kept);
        }
    }

    /** Whatever was found. */
    void go(Kept kept) {
        if (kept.settled()) {
            spread.add(kept);
        }
    }

    Map<UUID, Instant> due() {
        spread.sort(Comparator.comparing(Kept::at, Comparator.nullsFirst(Comparator.naturalOrder())));
        int most = (int) Math.max(
                FEW, LOOKS_A_MINUTE * period.toMillis() / Duration.ofMinutes(1).toMillis());
        int looks = Math.min(most, spread.size());
        for (int i = 0; i < looks; i++) {
            Kept kept = spread.get(i);
            Instant turn = now.plus(period.multipliedBy(i).dividedBy(looks));
            Instant rested = rested(kept);
            due.put(kept.uid(), turn.isAfter(rested) ? turn : rested);
        }
        return due;
    }

    /** A database in which somebody always writes is let alone for two periods. */
    private Instant rested(Kept kept) {
        Instant last = kept.at();
        return last == null || last.isAfter(now) ? now : last.plus(period.multipliedBy(2));
    }
}
