package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.testkit.Wire;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** A control plane that dies right before one of the statements that it sends, to its Store or to a cluster. */
final class Deaths {

    /** One life, whoever comes after it, and what must be so then. */
    interface Trial {
        /** @return whether it died before this statement, or had come to its end */
        boolean at(int statement) throws Exception;
    }

    private Deaths() {}

    /** Dies before a statement, and before every {@code stride}th behind it, until a life comes to its end. */
    static void anywhere(int first, int stride, Trial trial) throws Exception {
        int tried = 1;
        for (int at = first; trial.at(at); at += stride) {
            tried++;
        }
        assertThat(tried).as("deaths that were tried").isGreaterThan(1);
    }

    /**
     * Lives until then, or until it has done all that it was to do.
     *
     * @param at how many statements it sends before
     * @param server the port of the Store's PostgreSQL, and the cluster's
     * @param born makes it, on the port that it is to reach them by; what it sends meanwhile does not count
     * @return whether it died
     */
    static boolean before(int at, int server, IntFunction<Mortal> born, Consumer<Mortal> life)
            throws InterruptedException {
        AtomicInteger sent = new AtomicInteger(Integer.MIN_VALUE);
        try (Wire wire =
                Wire.to(server, sql -> sent.getAndIncrement() == at ? Wire.Cut.DIE : Wire.Cut.NO, new Object())) {
            Mortal mortal = born.apply(wire.port());
            sent.set(0);
            Thread living = Thread.ofPlatform().start(() -> {
                try {
                    life.accept(mortal);
                } catch (RuntimeException e) {
                    // nobody hears its last words
                }
            });
            while (living.isAlive() && sent.get() <= at) {
                living.join(2);
            }
            boolean died = sent.get() > at;
            wire.die();
            living.interrupt();
            Thread.startVirtualThread(mortal::close);
            return died;
        }
    }
}
