package dev.howdah.server.system;

import dev.howdah.control.Caller;
import dev.howdah.operation.Operation;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Role;
import dev.howdah.spi.Credential;
import dev.howdah.spi.Trouble;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** A tenant who looks into its database all the while that it is restored, and tries to get at what is being filled. */
final class Onlooker implements AutoCloseable {

    /** What it read, one after the other. */
    final List<String> seen = new CopyOnWriteArrayList<>();

    /** Why it could not. */
    final List<String> refused = new CopyOnWriteArrayList<>();

    /** What nobody should have seen. */
    final List<String> intrusions = new CopyOnWriteArrayList<>();

    private final RestoreBench bench;
    private final Credential read;
    private final Credential admin;
    private final Thread thread;
    private volatile boolean over;

    /** @param fresh what the new database answers to its own reader; throws as long as it lets nobody in */
    Onlooker(RestoreBench bench, Ref order, Operation restore, Supplier<String> fresh) {
        this.bench = bench;
        this.read = bench.plane.plane.credential(Caller.HOWDAH, order, Role.READ);
        this.admin = bench.plane.plane.credential(Caller.HOWDAH, order, Role.ADMIN);
        String beside = "howdah-restore-" + restore.uid().toString().substring(0, 8);
        this.thread = Thread.ofPlatform().name("onlooker").start(() -> {
            while (!over) {
                try {
                    look(beside, fresh);
                } catch (Trouble t) {
                    // the control plane that the way was asked of is gone, and another one comes
                }
            }
        });
    }

    private void look(String beside, Supplier<String> fresh) {
        try {
            seen.add(bench.run(read, read.database(), "SELECT n FROM v"));
        } catch (IllegalStateException e) {
            refused.add(String.valueOf(e.getMessage()));
        }
        try {
            intrusions.add(bench.run(admin, beside, "SELECT 'in ' || current_database()"));
        } catch (IllegalStateException e) {
            // as it should be
        }
        try {
            String all = fresh.get();
            if (!all.isEmpty()) {
                intrusions.add(all);
            }
        } catch (RuntimeException e) {
            // not open yet
        }
    }

    @Override
    public void close() {
        stop();
    }

    /** From then on nothing is added to what it met. */
    void stop() {
        over = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
