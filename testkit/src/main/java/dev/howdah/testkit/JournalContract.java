package dev.howdah.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.resource.Kind;
import dev.howdah.resource.Ref;
import dev.howdah.spi.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How every Store keeps events and the audit. */
public interface JournalContract {

    /** A Store that holds nothing yet. */
    Store store();

    @Test
    default void eventsComeInTheirOrderAndFiltered() {
        UUID uid = UUID.randomUUID();
        assertThat(store().lastEvent()).isZero();
        store().event(Ref.database("a", "one"), uid, false, "Created", "one");
        store().event(Ref.cluster("one"), null, true, "Lost", "of the cluster");
        store().event(Ref.database("b", "one"), null, true, "Odd", "NUL \0 and 'quotes'");
        List<Store.Event> all = store().events(0, null, null, 10);
        assertThat(all).extracting(Store.Event::reason).containsExactly("Created", "Lost", "Odd");
        assertThat(all).extracting(Store.Event::id).isSorted();
        assertThat(all.getFirst().uid()).isEqualTo(uid);
        assertThat(all.getFirst().kind()).isEqualTo(Kind.DATABASE);
        assertThat(all.getFirst().warning()).isFalse();
        assertThat(all.getLast().message()).contains("'quotes'");
        assertThat(store().lastEvent()).isEqualTo(all.getLast().id());
        assertThat(store().events(all.getFirst().id(), null, null, 1)).containsExactly(all.get(1));
        assertThat(store().events(0, "a", null, 10)).containsExactly(all.getFirst());
        assertThat(store().events(0, null, Ref.cluster("one"), 10)).containsExactly(all.get(1));
        assertThat(store().events(0, null, Ref.database("b", "one"), 10)).containsExactly(all.getLast());
        assertThat(store().events(all.getLast().id(), null, null, 10)).isEmpty();
    }

    @Test
    default void whoFollowsEventsMissesNone() throws InterruptedException {
        int writers = 6;
        int each = 40;
        List<Integer> jobs = new ArrayList<>(IntStream.range(0, writers).boxed().toList());
        jobs.add(-1);
        var seen = Together.run(jobs, job -> {
            if (job >= 0) {
                for (int i = 0; i < each; i++) {
                    String message = job + "/" + i;
                    store().inTransaction(() -> {
                        store().event(Ref.cluster("c"), null, false, "Tick", message);
                        store().audit("writer", "tick", null, null, message, List.of());
                        return true;
                    });
                }
                return List.<String>of();
            }
            List<String> followed = new ArrayList<>();
            long after = 0;
            while (followed.size() < writers * each) {
                long newest = store().lastEvent();
                for (Store.Event e : store().events(after, null, null, 1000)) {
                    followed.add(e.message());
                    after = e.id();
                }
                if (newest > after) {
                    throw new AssertionError("an event of a smaller id was not visible yet");
                }
            }
            return followed;
        });
        assertThat(seen.getLast()).doesNotHaveDuplicates().hasSize(writers * each);
    }

    @Test
    default void theAuditKeepsWhoDidWhat() {
        UUID uid = UUID.randomUUID();
        store().audit("ann", "apply", "Database a/one", uid, "created", List.of());
        store().audit("howdah", "step", "Database a/one", uid, "NUL \0", List.of("SELECT 'a'", "CREATE ROLE \"x,{}\""));
        store().audit("ann", "token.create", null, null, "ci", List.of());
        List<Store.Audit> all = store().audits(0, null, 10);
        assertThat(all).extracting(Store.Audit::action).containsExactly("apply", "step", "token.create");
        assertThat(all.get(1).statements()).containsExactly("SELECT 'a'", "CREATE ROLE \"x,{}\"");
        assertThat(all.get(1).uid()).isEqualTo(uid);
        assertThat(all.get(2).resource()).isNull();
        assertThat(store().audits(0, "Database a/one", 10)).containsExactly(all.get(0), all.get(1));
        assertThat(store().audits(all.get(0).id(), "Database a/one", 10)).containsExactly(all.get(1));
        assertThat(store().audits(0, null, 1)).containsExactly(all.get(0));
    }
}
