package dev.howdah.recovery;

import dev.howdah.operation.Next;
import dev.howdah.operation.Operation;
import dev.howdah.reconcile.Places;
import dev.howdah.reconcile.Reconciler;
import dev.howdah.resource.Database;
import dev.howdah.resource.Login;
import dev.howdah.resource.Role;
import dev.howdah.spi.Progress;
import dev.howdah.spi.Scratches;
import dev.howdah.spi.Soundness.Sum;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** On a server that was restored for it. */
record OnScratch(Reconciler.World world, Recall recall) implements Trial {

    private static final Login READER = Login.main(Role.READ);

    /** Read twice, before and after the moment: what differs was written to, and can't be compared. */
    @Override
    public Map<String, String> read(Operation operation, Database order) {
        if (DrillNotes.point(operation).isPresent()) {
            return Map.of();
        }
        UUID uid = order.metadata().requireUid();
        var access = Places.of(world).of(order).access();
        var soundness = world.recovery().soundness();
        Map<String, Sum> before = soundness.living(access, uid, order.pgNames());
        Instant point = world.clock().instant().truncatedTo(ChronoUnit.MICROS);
        return new HashMap<>(DrillNotes.of(point, before, soundness.living(access, uid, order.pgNames())));
    }

    @Override
    public Optional<Next<Drill.Stage>> load(Operation operation, Database order) {
        return recall.replay(operation);
    }

    @Override
    public Progress search(Operation operation) {
        return world.recovery().soundness().amcheck(operation.uid(), Recall.found(operation));
    }

    @Override
    public String compare(Operation operation, Database order) {
        DrillReport report = DrillReport.of(
                DrillNotes.before(operation),
                DrillNotes.after(operation),
                world.recovery().soundness().restored(operation.uid(), Recall.found(operation)));
        if (!report.sound()) {
            throw new Scratches.NeverException(report.sentence());
        }
        return report.sentence();
    }

    @Override
    public Optional<String> ask(Operation operation, Database order, String check) {
        Scratches.Answer answer = recall.scratches(recall.cluster(Recall.Source.of(operation)))
                .query(
                        operation.uid(),
                        Recall.found(operation),
                        List.of(order.pgNames().login(READER), order.pgNames().login(READER.other())),
                        check,
                        CHECK,
                        1);
        return answer.rows().isEmpty() || answer.rows().getFirst().isEmpty()
                ? Optional.empty()
                : Optional.of(String.valueOf(answer.rows().getFirst().getFirst()));
    }

    @Override
    public void clear(Operation operation) {}
}
