package dev.howdah.control;

import dev.howdah.reconcile.Look;
import dev.howdah.reconcile.Places;
import dev.howdah.reconcile.Reconciler;
import dev.howdah.recovery.Moments;
import dev.howdah.recovery.Recall;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Database;
import dev.howdah.resource.InvalidException;
import dev.howdah.resource.Problem;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Status;
import dev.howdah.resource.TimeSpan;
import dev.howdah.spi.Keepsakes;
import dev.howdah.spi.Scratches;
import dev.howdah.spi.Scratches.Forecast;
import dev.howdah.spi.Scratches.Moment;
import dev.howdah.spi.Scratches.Wish;
import dev.howdah.spi.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What databases were at moments: whether it can be had, and from which backup. Writes nothing. */
record Pasts(Reconciler.World world) {

    /**
     * What is restored, and what that begins with.
     *
     * @param wanted as the user said; where there are only some moments, the source is of the last one before
     */
    record Past(Recall.Source source, Moment wanted, Forecast forecast) {

        /** How that comes to the moment, for people. */
        String from(Instant now) {
            if (!(source.moment() instanceof Moment.At(Instant reached))
                    || source.moment().equals(wanted)) {
                return " from backup " + forecast.label() + " of " + forecast.endedAt()
                        + (forecast.known() ? "" : " (which does not have it: it is made by the log)")
                        + " and the log behind it";
            }
            String age = new TimeSpan(
                            Duration.ofSeconds(Duration.between(reached, now).toSeconds()))
                    .toString();
            return " from dump " + forecast.label() + ", which began " + age + " ago"
                    + (wanted instanceof Moment.At(Instant time)
                            ? " and is the newest before " + time.truncatedTo(ChronoUnit.SECONDS)
                            : "")
                    + "; what was written since is not in it";
        }
    }

    /**
     * What a database was.
     *
     * @param was its order
     * @param living that order, when it is there still
     * @param to when: a time, {@code latest}, or a backup's label
     * @param zone of times that name none
     */
    Past of(Database was, Optional<Database> living, String to, ZoneId zone) {
        Ref ref = was.ref();
        Moment moment;
        try {
            moment = Moments.parse(to, zone, world.clock().instant());
        } catch (IllegalArgumentException e) {
            throw new InvalidException(List.of(new Problem("to", String.valueOf(e.getMessage())).of(ref)));
        }
        Cluster cluster = cluster(was);
        Scratches scratches = scratches(cluster);
        scratches.missing(cluster).ifPresent(why -> {
            throw conflict(why);
        });
        var source = new Recall.Source(
                was.metadata().requireUid(),
                ref.path(),
                was.pgNames().database(),
                oids(living),
                cluster.metadata().name(),
                moment,
                false);
        var wish = new Wish(source.database(), source.oids(), moment, source.whole());
        Forecast forecast = forecast(scratches, cluster, wish, source.path(), size(living));
        return new Past(source.at(scratches.reached(wish, forecast)), moment, forecast);
    }

    /** The order of a name, or what it was when it was removed for good. */
    Database was(Ref ref) {
        return world.store()
                .get(ref)
                .map(Database.class::cast)
                .or(() -> world.recovery()
                        .keepsakes()
                        .departed(String.valueOf(ref.namespace()), ref.name())
                        .map(Keepsakes.Departed::was))
                .orElseThrow(() -> Howdah.missing(ref));
    }

    /** Who restores an order's database to moments. */
    Scratches scratches(Database was) {
        return scratches(cluster(was));
    }

    private Scratches scratches(Cluster cluster) {
        return world.recovery()
                .scratch(cluster.spec().provider())
                .orElseThrow(() -> conflict("databases of clusters of provider '"
                        + cluster.spec().provider() + "' can't be restored to a moment"));
    }

    private Cluster cluster(Database was) {
        return world.store()
                .get(Ref.cluster(was.spec().cluster()))
                .map(Cluster.class::cast)
                .orElseThrow(() ->
                        conflict(was.ref() + " is on cluster '" + was.spec().cluster() + "', which is not registered"));
    }

    private static Forecast forecast(Scratches scratches, Cluster cluster, Wish wish, String path, long size) {
        try {
            Forecast forecast = scratches.forecast(cluster, wish, size);
            forecast.cramped().ifPresent(why -> {
                throw conflict("there is no room to restore " + path + ": " + why);
            });
            return forecast;
        } catch (Scratches.NeverException e) {
            throw conflict(String.valueOf(e.getMessage()));
        } catch (Trouble t) {
            throw conflict(t.sentence());
        }
    }

    private static long size(Optional<Database> living) {
        Long size = living.map(Database::status).map(Status::sizeBytes).orElse(null);
        return size == null ? 0 : size;
    }

    /** What a warm seat became bears another name in older backups. */
    private Set<Long> oids(Optional<Database> living) {
        try {
            return living.flatMap(order -> world.engine()
                            .observe(Places.of(world).of(order).access(), Look.target(order))
                            .database())
                    .map(d -> Set.of(d.oid()))
                    .orElse(Set.of());
        } catch (Trouble t) {
            return Set.of();
        }
    }

    private static RefusedException conflict(String message) {
        return new RefusedException(RefusedException.Why.CONFLICT, message);
    }
}
