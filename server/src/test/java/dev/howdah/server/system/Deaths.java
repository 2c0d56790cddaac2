package dev.howdah.server.system;

import dev.howdah.testkit.Wire;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** A control plane that dies right before one of the statements that it sends, to its Store or to a cluster. */
final class Deaths {

    private Deaths() {}

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
