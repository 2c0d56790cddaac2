package dev.howdah.server.store;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * Transactions of the Store, bound to the thread that opened them: whatever is called inside becomes part of them.
 * Exceptions come out translated by {@link StoreTrouble}.
 */
public final class Transactions {

    /** What is gathered during a transaction and written right before its commit, in this order. */
    public enum Flush {
        WAKE_UPS,
        /** Last: it holds a lock that all transactions with events take. */
        EVENTS
    }

    private static final class Open {
        private final Handle handle;
        private final Map<Flush, Gathered<?>> gathered = new EnumMap<>(Flush.class);
        private final List<Runnable> afterCommit = new ArrayList<>();
        private boolean told;
        private boolean work;

        Open(Handle handle) {
            this.handle = handle;
        }
    }

    private record Gathered<S>(S state, Consumer<S> flush) {
        void run() {
            flush.accept(state);
        }
    }

    private final Jdbi jdbi;
    private final @Nullable Bell bell;
    private final ScopedValue<Open> current = ScopedValue.newInstance();

    /** @param bell null: nobody else wants to know */
    Transactions(Jdbi jdbi, @Nullable Bell bell) {
        this.jdbi = jdbi;
        this.bell = bell;
    }

    /** Runs work in the open transaction, or in a new one that is committed at its end. */
    public <T> T in(Supplier<T> work) {
        return current.isBound() ? work.get() : begin(work, true);
    }

    /** The same without waiting for the disk, unless a transaction is open already: {@link dev.howdah.spi.Store#soon}. */
    public <T> T soon(Supplier<T> work) {
        return current.isBound() ? work.get() : begin(work, false);
    }

    private <T> T begin(Supplier<T> work, boolean durable) {
        Open open;
        T result;
        try (Handle handle = jdbi.open()) {
            open = new Open(handle);
            result = ScopedValue.where(current, open).call(() -> toCommit(open, work, durable));
        } catch (JdbiException e) {
            throw StoreTrouble.translate(e);
        }
        open.afterCommit.forEach(Runnable::run);
        return result;
    }

    private <T> T toCommit(Open open, Supplier<T> work, boolean durable) {
        open.handle.begin();
        try {
            if (!durable) {
                open.handle.execute("SET LOCAL synchronous_commit = off");
            }
            T result = work.get();
            open.gathered.values().forEach(Gathered::run);
            if (bell != null && open.told) {
                bell.ring(open.handle, open.work);
            }
            open.handle.commit();
            return result;
        } catch (Throwable t) {
            rollback(open.handle, t);
            throw t;
        }
    }

    private static void rollback(Handle handle, Throwable why) {
        try {
            handle.rollback();
        } catch (RuntimeException e) {
            why.addSuppressed(e);
        }
    }

    /** Runs statements in the open transaction, or each as its own. */
    public <T> T with(Function<Handle, T> statements) {
        try {
            return current.isBound() ? statements.apply(current.get().handle) : alone(statements);
        } catch (JdbiException e) {
            throw StoreTrouble.translate(e);
        }
    }

    private <T> T alone(Function<Handle, T> statements) {
        try (Handle handle = jdbi.open()) {
            return statements.apply(handle);
        }
    }

    /** Runs after the commit of the open transaction, never when that fails; at once when there is none. */
    public void afterCommit(Runnable action) {
        if (current.isBound()) {
            current.get().afterCommit.add(action);
        } else {
            action.run();
        }
    }

    /**
     * Tells other control planes with the commit of the open transaction, or at once when there is none.
     *
     * @param work whether a turn is due
     */
    public void tell(boolean work) {
        if (bell == null) {
            return;
        }
        if (current.isBound()) {
            Open open = current.get();
            open.told = true;
            open.work |= work;
        } else {
            with(h -> {
                bell.ring(h, work);
                return true;
            });
        }
    }

    /** Adds to what the open transaction (or one opened for it) will write at its end. */
    public <S> void gather(Flush what, Supplier<S> empty, Consumer<S> add, Consumer<S> flush) {
        in(() -> {
            @SuppressWarnings("unchecked") // every Flush has one caller, so one type
            var gathered =
                    (Gathered<S>) current.get().gathered.computeIfAbsent(what, w -> new Gathered<>(empty.get(), flush));
            add.accept(gathered.state());
            return true;
        });
    }
}
