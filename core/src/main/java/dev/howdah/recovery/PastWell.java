package dev.howdah.recovery;

import dev.howdah.operation.Next;
import dev.howdah.operation.Operation;
import dev.howdah.reconcile.Reconciler;
import dev.howdah.resource.Database;
import dev.howdah.spi.Copies.Into;
import dev.howdah.spi.Progress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a database was at a moment, from a server that is restored for that, or from a dump. */
record PastWell(Reconciler.World world, Recall recall) implements Well {

    static final String WHAT = "Fill";

    private static final String FLUSHED = "flushed";
    private static final String THERE = "there";

    /** About half a minute: a server that was killed is back by then. */
    private static final int TRIES = 7;

    PastWell(Reconciler.World world) {
        this(world, new Recall(world));
    }

    @Override
    public String what() {
        return WHAT;
    }

    @Override
    public Progress gather(Operation operation, Database order) {
        if (operation.details().containsKey(FLUSHED)) {
            return recall.<Pouring.Stage>dump(operation).map(PastWell::running).orElse(new Progress.Ended(Map.of()));
        }
        return recall.<Pouring.Stage>flush(operation)
                .map(PastWell::running)
                .orElse(new Progress.Running("files are being restored", 0, 0, Map.of(FLUSHED, "true")));
    }

    /** Ends once its rows are counted on both sides. */
    @Override
    public Progress pour(Operation operation, Into into) {
        Progress load = world.recovery().copies().load(operation.uid(), into, Recall.JOBS);
        if (!(load instanceof Progress.Ended(Map<String, String> found))) {
            return load;
        }
        // the server may have been killed meanwhile
        return recall.<Pouring.Stage>replay(operation).map(PastWell::running).orElseGet(() -> {
            Map<String, String> all = new HashMap<>(found);
            all.put(
                    THERE,
                    recall.compared(operation, () -> world.recovery().copies().counts(into)));
            return new Progress.Ended(all);
        });
    }

    @Override
    public String script(Operation operation) {
        return "";
    }

    @Override
    public String said(Operation operation) {
        Recall.Source source = Recall.Source.of(operation);
        return "restored " + there(operation) + ", as " + source.path() + " was at " + source.moment()
                + Well.skipped(operation);
    }

    /** What was counted: {@code 1 table with 500 rows}. */
    static String there(Operation operation) {
        return operation.details().getOrDefault(THERE, "");
    }

    @Override
    public int tries(Operation operation) {
        return TRIES;
    }

    @Override
    public void clear(Operation operation) {
        recall.clear(operation);
    }

    private static Progress running(Next<Pouring.Stage> next) {
        if (!(next instanceof Next.Wait<Pouring.Stage> wait)) {
            throw new IllegalStateException("a recall only waits");
        }
        Map<String, String> found = new HashMap<>(wait.details());
        long bytes = number(found.remove(Recall.BYTES));
        long total = number(found.remove(Recall.TOTAL));
        return new Progress.Running(wait.why(), bytes, total, found);
    }

    private static long number(@Nullable String text) {
        return text == null ? 0 : Long.parseLong(text);
    }
}
