package dev.howdah.recovery;

import dev.howdah.operation.Operation;
import dev.howdah.operation.Story;
import dev.howdah.reconcile.Reconciler;
import dev.howdah.reconcile.Tenure;
import dev.howdah.resource.Database;
import dev.howdah.spi.Work;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Clones: new orders that are filled from another one's database. */
public final class Clones {

    static final String WHAT = "Clone";
    static final String SOURCE = "source";
    static final String NAME = "from";

    /** The {@link #mark} of the script that masks it; empty: there is none. */
    static final String MASK = "mask";

    private static final Duration PATIENCE = Duration.ofHours(24);

    private Clones() {}

    /** How a clone goes. */
    public static Story<?> story(Reconciler.World world) {
        return new Pouring(world, new CloneWell(world));
    }

    /**
     * Begins to fill an order that is stored by the same transaction.
     *
     * @param past what the source was at a moment; empty: what it is
     * @param pause whether the source may pause for it
     * @param mask SQL that runs before anybody can log in; empty: none
     */
    public static Operation begin(
            Reconciler.World world,
            String by,
            Database source,
            Optional<Recall.Source> past,
            boolean pause,
            Database order,
            UUID uid,
            String mask) {
        Instant now = world.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        Map<String, String> details = new HashMap<>(Map.of(
                Operation.FILLS,
                "true",
                SOURCE,
                source.metadata().requireUid().toString(),
                NAME,
                source.ref().path(),
                MASK,
                mask.isBlank() ? "" : mark(mask)));
        past.ifPresent(p -> {
            details.putAll(p.details());
            details.putAll(Tenure.taken(world));
        });
        if (pause) {
            details.put(Operation.PAUSES, source.spec().cluster());
        }
        Operation operation = Operation.begin(
                WHAT,
                order.ref(),
                uid,
                "",
                past.isPresent() ? Pouring.Stage.GATHER : Pouring.Stage.SEAT,
                details,
                by,
                now,
                now.plus(PATIENCE));
        world.operations().begin(operation);
        if (!mask.isBlank()) {
            world.operations().script(operation.uid(), mask);
        }
        world.queue().now(new Work.Chore(Work.Sort.OPERATION, operation.uid()));
        return operation;
    }

    /** What tells a script from every other, and nothing of what it says. */
    public static String mark(String script) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256")
                                    .digest(script.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
