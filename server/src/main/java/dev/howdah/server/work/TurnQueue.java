package dev.howdah.server.work;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.logging.LogLevel;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.howdah.server.store.StoreDb;
import dev.howdah.server.store.Transactions;
import dev.howdah.spi.Trouble;
import dev.howdah.spi.Work;
import dev.howdah.spi.WorkQueue;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queue on db-scheduler: turns are picked within milliseconds after the commit that asked for them, {@link Lanes
 * eight at a time for each cluster}, fairly among namespaces, and those of a process that died are taken over.
 */
public final class TurnQueue implements WorkQueue, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TurnQueue.class);

    /** Three clusters that do not answer can hold their lanes' turns, and there is still one that does nothing else. */
    private static final int THREADS = 4 * Lanes.WIDTH;

    /** How soon what another process put in is seen; what comes from here is seen at once. */
    private static final Duration POLL = Duration.ofSeconds(2);

    /** A process on another machine counts as dead after four of them. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(5);

    private static final Duration MOMENT = Duration.ofMillis(100);
    private static final Duration LAST_TURNS = Duration.ofSeconds(10);

    private final StoreDb db;
    private final Transactions transactions;
    private final Holder me = Holder.me();
    private final Set<String> running = ConcurrentHashMap.newKeySet();
    private final Lanes lanes = new Lanes();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("queue-timer").factory());
    private final List<Thread> sweeps = new CopyOnWriteArrayList<>();
    private volatile @Nullable Scheduler scheduler;

    public TurnQueue(StoreDb db) {
        this.db = db;
        this.transactions = db.transactions();
    }

    /** Begins to run turns; what was put in before is waiting. */
    public synchronized void start(Turns with) {
        if (scheduler != null) {
            throw new IllegalStateException("started already");
        }
        freeWhatTheDeadHeld();
        Scheduler made = Scheduler.create(db.queueSource(), task(with))
                .tableName("howdah.scheduled_tasks")
                .jdbcCustomization(new Picks(lanes, this::look))
                .schedulerName(me::toString)
                .threads(THREADS)
                .executorService(new Crew())
                // Look again after each turn that ends while more than fit are due.
                .pollUsingLockAndFetch((THREADS - 0.5) / THREADS, 1.0)
                .pollingInterval(POLL)
                .heartbeatInterval(HEARTBEAT)
                .missedHeartbeatsLimit(4)
                .shutdownMaxWait(LAST_TURNS)
                .failureLogging(LogLevel.OFF, false)
                .build();
        made.start();
        scheduler = made;
        every(HEARTBEAT, this::freeWhatTheDeadHeld);
    }

    private void freeWhatTheDeadHeld() {
        transactions.in(() -> transactions.with(h -> {
            for (String holder : Wakes.holders(h)) {
                if (me.outlived(holder)) {
                    transactions.afterCommit(this::look);
                    LOG.info("{} turns that a control plane left behind are due again", Wakes.free(h, holder));
                }
            }
            return true;
        }));
    }

    @Override
    public void at(Work work, Instant when) {
        // PostgreSQL rounds to microseconds, and must not round into the future.
        Instant at = when.truncatedTo(ChronoUnit.MICROS);
        transactions.<TreeMap<String, Instant>>gather(
                Transactions.Flush.WAKE_UPS,
                TreeMap::new,
                wakes -> {
                    wakes.merge(work.text(), at, (a, b) -> a.isBefore(b) ? a : b);
                    transactions.tell(true);
                    transactions.afterCommit(() -> lookAt(at));
                },
                wakes -> transactions.with(h -> {
                    Wakes.write(h, wakes, Instant.now().truncatedTo(ChronoUnit.MICROS));
                    return true;
                }));
    }

    /** Another control plane put something in. It looks too: what it leaves is found a moment later. */
    public void heard() {
        look();
        lookAt(Instant.now().plus(MOMENT));
    }

    /** Polls come too late for what is due before the next one. */
    private void lookAt(Instant when) {
        Duration left = Duration.between(Instant.now(), when);
        if (!left.isPositive()) {
            look();
        } else if (left.compareTo(POLL) < 0) {
            try {
                var _ = timer.schedule(this::look, left.toMillis() + 1, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                LOG.debug("closing; the next start finds what is due");
            }
        }
    }

    private void look() {
        Scheduler running = scheduler;
        if (running != null) {
            running.triggerCheckForDueExecutions();
        }
    }

    private CustomTask<String> task(Turns with) {
        return Tasks.custom(Wakes.TASK, String.class)
                .onFailure((done, operations) -> failed(
                        done.getExecution(), done.getCause().orElseGet(() -> new IllegalStateException("no cause"))))
                .onDeadExecution((done, operations) -> revive(done.getExecution()))
                .execute((instance, context) -> {
                    try {
                        Optional<Instant> next = turn(with, instance.getId());
                        return end(context.getExecution(), next.orElse(null), 0);
                    } finally {
                        lanes.leave(Picks.lane(context.getExecution()));
                    }
                });
    }

    /** One turn; a second one over the same resource, which only a stalled process could bring, waits a moment. */
    private Optional<Instant> turn(Turns with, String id) {
        if (!running.add(id)) {
            return Optional.of(Instant.now().plusSeconds(1));
        }
        try {
            return with.turn(Work.parse(id));
        } finally {
            running.remove(id);
        }
    }

    private CompletionHandler<String> end(Execution execution, @Nullable Instant next, int failures) {
        return (done, operations) -> finish(execution, next, failures);
    }

    private void failed(Execution execution, Throwable cause) {
        Duration rest = Rest.after(execution.consecutiveFailures);
        if (cause instanceof Trouble t) {
            LOG.warn("turn of {}: {}; again in {} s", execution.getId(), t.sentence(), rest.toSeconds());
        } else {
            LOG.warn("turn of {} failed; again in {} s", execution.getId(), rest.toSeconds(), cause);
        }
        finish(execution, Instant.now().plus(rest), execution.consecutiveFailures + 1);
    }

    /** Tries for a while: when the Store comes back within it, no turn has to wait for heartbeats to run out. */
    private void finish(Execution execution, @Nullable Instant next, int failures) {
        for (int attempt = 1; ; attempt++) {
            try {
                endOnce(execution, next, failures);
                return;
            } catch (Trouble trouble) {
                if (attempt == 30 || !pause()) {
                    throw trouble;
                }
            }
        }
    }

    private void endOnce(Execution execution, @Nullable Instant next, int failures) {
        transactions
                .soon(() -> transactions.with(h -> Wakes.end(h, execution.getId(), execution.version, next, failures)))
                .ifPresent(this::lookAt);
    }

    private static boolean pause() {
        try {
            Thread.sleep(Duration.ofMillis(500));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void revive(Execution execution) {
        LOG.warn("turn of {} was left behind by {}; it is due again", execution.getId(), execution.pickedBy);
        endOnce(execution, Instant.now(), execution.consecutiveFailures);
    }

    /** Runs work again and again, each time one period after it ended, until {@link #close}; what it throws is logged. */
    public void every(Duration period, Runnable work) {
        sweeps.add(Thread.ofVirtual().name("sweep").start(() -> {
            try {
                while (true) {
                    Thread.sleep(period);
                    quietly(work);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
    }

    private static void quietly(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.warn("a sweep failed and will come again: {}", e.getMessage());
        }
    }

    /** The threads of turns. Looks for more once the scheduler knows that one is free, when a lane has room again. */
    private final class Crew extends ThreadPoolExecutor {

        Crew() {
            super(
                    THREADS,
                    THREADS,
                    0,
                    TimeUnit.SECONDS,
                    new LinkedBlockingQueue<>(),
                    Thread.ofPlatform().daemon().name("turn-", 1).factory());
        }

        @Override
        protected void afterExecute(Runnable turn, @Nullable Throwable thrown) {
            if (lanes.freed()) {
                look();
            }
        }
    }

    /** Takes no more turns and lets the running ones end, for up to 20 s; what is left then is due after a start. */
    @Override
    public synchronized void close() {
        sweeps.forEach(Thread::interrupt);
        timer.shutdownNow();
        Scheduler stopping = scheduler;
        if (stopping != null) {
            stopping.stop();
            scheduler = null;
        }
    }
}
