package dev.howdah.server.auth;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** Token buckets by key: each holds {@code burst} at first and gains {@code perSecond} for every second that passes. */
public final class Buckets {

    /** Keys that are remembered; a full bucket can be forgotten without anybody noticing. */
    private static final int MANY = 10_000;

    private record Bucket(double level, long at) {}

    private final ConcurrentHashMap<String, Bucket> buckets = new ConcurrentHashMap<>();
    private final double perSecond;
    private final double burst;
    private final LongSupplier nanoTime;

    public Buckets(double perSecond, int burst, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.nanoTime = nanoTime;
    }

    /** Takes one, when there is one. */
    public boolean take(String key) {
        if (buckets.size() > MANY) {
            buckets.values().removeIf(b -> level(b) >= burst);
        }
        boolean[] taken = new boolean[1];
        buckets.compute(key, (k, old) -> {
            double now = old == null ? burst : level(old);
            taken[0] = now >= 1;
            return new Bucket(taken[0] ? now - 1 : now, nanoTime.getAsLong());
        });
        return taken[0];
    }

    /** How long until there is one to take; zero when there is one now. */
    public Duration dryFor(String key) {
        Bucket bucket = buckets.get(key);
        double missing = bucket == null ? 0 : 1 - level(bucket);
        return missing <= 0 ? Duration.ZERO : Duration.ofMillis((long) Math.ceil(missing * 1000 / perSecond));
    }

    int size() {
        return buckets.size();
    }

    private double level(Bucket bucket) {
        return Math.min(burst, bucket.level + (nanoTime.getAsLong() - bucket.at) * perSecond / 1e9);
    }
}
