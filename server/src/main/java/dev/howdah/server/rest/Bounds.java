package dev.howdah.server.rest;

import dev.howdah.server.rest.Refusal.Code;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How many requests are worked on at once. Those that wait or stream are counted apart, and for each token, so that
 * neither a patient client nor a greedy one keeps others out.
 */
final class Bounds {

    private final RestConfig.Limits limits;
    private final Semaphore brief;
    private final Semaphore lasting;
    private final ConcurrentHashMap<String, Integer> lastingByToken = new ConcurrentHashMap<>();
    private final Set<Thread> sleepers = ConcurrentHashMap.newKeySet();
    private volatile boolean closing;

    Bounds(RestConfig.Limits limits) {
        this.limits = limits;
        this.brief = new Semaphore(limits.concurrent());
        this.lasting = new Semaphore(limits.lasting());
    }

    /** A place among the requests of one thread. */
    final class Place implements AutoCloseable {

        private String token = "";
        private boolean isLasting;

        private Place() {}

        /** Goes over to those that wait or stream. */
        void last(String name) throws InterruptedException {
            if (lastingByToken.merge(name, 1, Integer::sum) > limits.lastingPerToken()) {
                leave(name);
                throw new Refusal(
                        Code.TOO_MANY_REQUESTS,
                        "token '" + name + "' has " + limits.lastingPerToken() + " waits and streams open already",
                        Duration.ofSeconds(1));
            }
            if (!lasting.tryAcquire(1, TimeUnit.SECONDS)) {
                leave(name);
                throw busy();
            }
            token = name;
            isLasting = true;
            sleepers.add(Thread.currentThread());
            brief.release();
            checkOpen();
        }

        @Override
        public void close() {
            if (isLasting) {
                sleepers.remove(Thread.currentThread());
                leave(token);
                lasting.release();
            } else {
                brief.release();
            }
        }
    }

    Place enter() throws InterruptedException {
        checkOpen();
        if (!brief.tryAcquire(1, TimeUnit.SECONDS)) {
            throw busy();
        }
        return new Place();
    }

    boolean closing() {
        return closing;
    }

    /** Lets nobody in any more, wakes those that wait, and gives the others some time to finish. */
    void close() throws InterruptedException {
        if (closing) {
            return;
        }
        closing = true;
        sleepers.forEach(Thread::interrupt);
        if (brief.tryAcquire(limits.concurrent(), limits.stop().toMillis(), TimeUnit.MILLISECONDS)) {
            lasting.tryAcquire(limits.lasting(), limits.stop().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void checkOpen() {
        if (closing) {
            throw stopping();
        }
    }

    static Refusal stopping() {
        return new Refusal(Code.UNAVAILABLE, "the control plane is stopping", Duration.ofSeconds(1));
    }

    private void leave(String name) {
        lastingByToken.computeIfPresent(name, (k, n) -> n == 1 ? null : n - 1);
    }

    private static Refusal busy() {
        return new Refusal(
                Code.UNAVAILABLE, "too many requests are being worked on: try again soon", Duration.ofSeconds(1));
    }
}
