package dev.howdah.bench;

import java.util.ArrayList;
import java.util.List;

/** Wall times of one thing, in milliseconds. */
final class Times {

    /** Something that takes time. */
    interface Timed {
        void run() throws Exception;
    }

    private final List<Double> millis = new ArrayList<>();

    /** Runs something once and keeps how long it took. */
    void time(Timed work) throws Exception {
        long start = System.nanoTime();
        work.run();
        since(start);
    }

    void since(long startNanos) {
        millis.add((System.nanoTime() - startNanos) / 1e6);
    }

    int count() {
        return millis.size();
    }

    double median() {
        return at(0.5);
    }

    double p95() {
        return at(0.95);
    }

    double p99() {
        return at(0.99);
    }

    double best() {
        return at(0);
    }

    /** The smallest time that this share of all is not above. */
    private double at(double share) {
        List<Double> sorted = millis.stream().sorted().toList();
        return sorted.get(Math.max(0, (int) Math.ceil(share * sorted.size()) - 1));
    }
}
