package dev.howdah.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.howdah.plan.Adoption;
import dev.howdah.resource.Database;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Metadata;
import dev.howdah.resource.Mode;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Resource;
import dev.howdah.spi.Store;
import dev.howdah.spi.Store.ConflictException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every Store does: with resources and the names that they claim here, with lists and journals in its parents. */
public interface StoreContract extends ListingContract, JournalContract {

    /** A Store that holds nothing yet. */
    @Override
    Store store();

    private static UUID uid(Resource resource) {
        return resource.metadata().requireUid();
    }

    private static long version(Resource resource) {
        return Objects.requireNonNull(resource.metadata().resourceVersion());
    }

    @Test
    default void whatIsInsertedComesBackAsItIs() {
        for (Resource r : List.of(
                Orders.limited(Orders.database("shop", "web"), 7),
                Orders.cluster("default"),
                Orders.namespace("shop"))) {
            Resource made = store().insert(r);
            assertThat(made.spec()).isEqualTo(r.spec());
            assertThat(made.status()).isEqualTo(r.status());
            assertThat(made.metadata().labels()).isEqualTo(r.metadata().labels());
            assertThat(made.metadata().annotations()).isEqualTo(r.metadata().annotations());
            assertThat(made.metadata().generation()).isEqualTo(1);
            assertThat(version(made)).isPositive();
            assertThat(made.metadata().createdAt()).isNotNull();
            assertThat(store().get(r.ref())).contains(made);
            assertThat(store().get(uid(r))).contains(made);
        }
        assertThat(store().get(Ref.database("shop", "other"))).isEmpty();
        assertThat(store().get(UUID.randomUUID())).isEmpty();
    }

    @Test
    default void manyAreReadInOneLook() {
        Resource web = store().insert(Orders.database("shop", "web"));
        Resource cluster = store().insert(Orders.cluster("web"));
        store().insert(Orders.database("shop", "other"));
        assertThat(store().get(List.of(web.ref(), cluster.ref(), Ref.database("shop", "nobody"), Ref.namespace("web"))))
                .containsOnly(entry(web.ref(), web), entry(cluster.ref(), cluster));
        assertThat(store().get(List.of())).isEmpty();
    }

    @Test
    default void aNameIsTakenOnce() {
        store().insert(Orders.database("shop", "web"));
        assertThatThrownBy(() -> store().insert(Orders.database("shop", "web")))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("shop/web");
        store().insert(Orders.cluster("web"));
        assertThatThrownBy(() -> store().insert(Orders.cluster("web"))).isInstanceOf(ConflictException.class);
    }

    @Test
    default void twoOrdersNeverShareADatabase() {
        Database first = Orders.database("a", "b-c");
        store().insert(first);
        assertThatThrownBy(() -> store().insert(Orders.database("a-b", "c")))
                .isInstanceOf(ConflictException.class)
                .hasMessage("a-b/c wants the PostgreSQL database a-b-c, which belongs to a/b-c");
        assertThat(store().get(Ref.database("a-b", "c"))).isEmpty();
        store().remove(uid(first));
        store().insert(Orders.database("a-b", "c"));
    }

    @Test
    default void theGenerationCountsChangesOfTheSpecOnly() {
        Resource made = store().insert(Orders.database("shop", "web"));
        Resource changed = store().update(Orders.limited((Database) made, 9));
        assertThat(changed.metadata().generation()).isEqualTo(2);
        assertThat(version(changed)).isGreaterThan(version(made));
        Resource labelled = store().update(changed.with(labels(changed)));
        assertThat(labelled.metadata().generation()).isEqualTo(2);
        assertThat(labelled.metadata().labels()).containsEntry("tier", "gold");
        assertThat(version(labelled)).isGreaterThan(version(changed));
        assertThat(store().update(labelled)).isEqualTo(labelled);
    }

    private static Metadata labels(Resource of) {
        var m = of.metadata();
        return new Metadata(
                m.namespace(),
                m.name(),
                Map.of("tier", "gold"),
                m.annotations(),
                m.uid(),
                m.generation(),
                m.resourceVersion(),
                m.createdAt(),
                m.deletionRequestedAt());
    }

    @Test
    default void anUpdateThatCameTooLateIsRefused() {
        Resource made = store().insert(Orders.database("shop", "web"));
        store().writeStatus(uid(made), Orders.ready(true, "ready"));
        assertThatThrownBy(() -> store().update(Orders.limited((Database) made, 9)))
                .isInstanceOf(ConflictException.class);
        Resource unguarded = Orders.guarded(Orders.limited((Database) made, 9), null);
        assertThat(store().update(unguarded).metadata().generation()).isEqualTo(2);
        store().remove(uid(made));
        assertThatThrownBy(() -> store().update(unguarded)).isInstanceOf(ConflictException.class);
    }

    @Test
    default void aStatusIsWrittenOnlyWhenItDiffers() {
        Resource made = store().insert(Orders.cluster("default"));
        store().writeStatus(uid(made), Orders.ready(false, "starting"));
        Resource once = store().get(uid(made)).orElseThrow();
        assertThat(once.status()).isEqualTo(Orders.ready(false, "starting"));
        assertThat(once.metadata().generation()).isEqualTo(1);
        assertThat(version(once)).isGreaterThan(version(made));
        store().writeStatus(uid(made), Orders.ready(false, "starting"));
        assertThat(store().get(uid(made))).contains(once);
        store().writeStatus(UUID.randomUUID(), Orders.ready(true, "nobody is there: nothing happens"));
    }

    @Test
    default void theMarkOfDeletionIsSetAndCleared() {
        Resource made = store().insert(Orders.database("shop", "web"));
        Instant at = Instant.parse("2026-02-03T04:05:06.789Z");
        Resource marked = store().markDeleted(uid(made), at, true);
        assertThat(marked.metadata().deletionRequestedAt()).isEqualTo(at);
        assertThat(marked.metadata().generation()).isEqualTo(2);
        assertThat(store().purgeRequested(uid(made))).isTrue();
        Resource back = store().markDeleted(uid(made), null, false);
        assertThat(back.metadata().deletionRequestedAt()).isNull();
        assertThat(back.metadata().generation()).isEqualTo(3);
        assertThat(store().purgeRequested(uid(made))).isFalse();
        assertThatThrownBy(() -> store().markDeleted(UUID.randomUUID(), at, false))
                .isInstanceOf(ConflictException.class);
    }

    @Test
    default void aDatabaseInTheTrashKeepsItsName() {
        Resource made = store().insert(Orders.database("a", "b-c"));
        store().markDeleted(uid(made), Instant.now(), false);
        assertThatThrownBy(() -> store().insert(Orders.database("a-b", "c"))).isInstanceOf(ConflictException.class);
        assertThatThrownBy(() -> store().insert(Orders.database("a", "b-c"))).isInstanceOf(ConflictException.class);
    }

    @Test
    default void aReleasedDatabaseKeepsItsNameUntilItIsAnOrderAgain() {
        Database order = Orders.on(Orders.database("a", "b-c"), "default", Mode.PROTECTED);
        store().insert(order);
        Instant at = Instant.parse("2026-02-03T04:05:06.789Z");
        store().release(uid(order), at);
        assertThat(store().get(order.ref())).isEmpty();
        var released = new Store.Released(uid(order), "a", "b-c", "default", "a-b-c", at);
        assertThat(store().released("a", "b-c")).contains(released);
        assertThat(store().released()).containsExactly(released);
        assertThatThrownBy(() -> store().insert(Orders.database("a-b", "c")))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("a/b-c");
        assertThatThrownBy(() -> store().insert(Orders.database("a", "b-c"))).isInstanceOf(ConflictException.class);

        store().insert(order);
        store().unrelease(uid(order));
        assertThat(store().released()).isEmpty();
        assertThatThrownBy(() -> store().insert(Orders.database("a-b", "c"))).isInstanceOf(ConflictException.class);
    }

    @Test
    default void aReleasedDatabaseThatIsPurgedFreesItsName() {
        Database order = Orders.database("a", "b-c");
        store().insert(order);
        store().release(uid(order), Instant.now());
        store().unrelease(uid(order));
        assertThat(store().released("a", "b-c")).isEmpty();
        store().insert(Orders.database("a-b", "c"));
    }

    @Test
    default void seatedIsRememberedForEachOrder() {
        Resource one = store().insert(Orders.database("shop", "one"));
        Resource two = store().insert(Orders.database("shop", "two"));
        store().setSeated(uid(one));
        store().setSeated(uid(one));
        assertThat(store().seated(uid(one))).isTrue();
        assertThat(store().seated(uid(two))).isFalse();
        assertThat(store().seated(UUID.randomUUID())).isFalse();
        assertThat(store().uids(Kind.DATABASE)).containsExactlyInAnyOrder(uid(one), uid(two));
        assertThat(store().uids(Kind.CLUSTER)).isEmpty();
    }

    @Test
    default void anAdoptionIsKeptUntilItIsDoneOrItsOrderIsGone() {
        Resource one = store().insert(Orders.database("shop", "one"));
        Resource two = store().insert(Orders.database("shop", "two"));
        var adoption = new Adoption("old \"name\"", List.of("its owner"));
        assertThat(store().adoption(uid(one))).isEmpty();
        store().adopt(uid(one), new Adoption("other", List.of()));
        store().adopt(uid(one), adoption);
        store().adopt(uid(two), adoption);
        assertThat(store().adoption(uid(one))).contains(adoption);
        store().adopted(uid(one));
        store().adopted(uid(one));
        assertThat(store().adoption(uid(one))).isEmpty();
        store().remove(uid(two));
        assertThat(store().adoption(uid(two))).isEmpty();
    }

    @Test
    default void aTransactionIsWholeOrNothing() {
        Database one = Orders.database("shop", "one");
        assertThatThrownBy(() -> store().inTransaction(() -> {
                    store().insert(one);
                    store().event(one.ref(), uid(one), false, "Created", "one");
                    store().audit("ann", "apply", one.ref().toString(), uid(one), "one", List.of());
                    return store().inTransaction(() -> store().insert(Orders.database("shop", "one")));
                }))
                .isInstanceOf(ConflictException.class);
        assertThat(store().get(one.ref())).isEmpty();
        assertThat(store().events(0, null, null, 10)).isEmpty();
        assertThat(store().audits(0, null, 10)).isEmpty();

        String said = store().inTransaction(() -> {
            store().insert(one);
            assertThat(store().get(one.ref())).isPresent();
            store().event(one.ref(), uid(one), false, "Created", "one");
            return "done";
        });
        assertThat(said).isEqualTo("done");
        assertThat(store().get(one.ref())).isPresent();
        assertThat(store().events(0, null, null, 10)).hasSize(1);
    }

    @Test
    default void whatIsWrittenSoonIsSeenAtOnceAndPartOfWhatIsOpen() {
        Database one = Orders.database("shop", "one");
        assertThat(store().soon(() -> store().insert(one)).ref()).isEqualTo(one.ref());
        assertThat(store().get(one.ref())).isPresent();

        Database two = Orders.database("shop", "two");
        assertThatThrownBy(() -> store().inTransaction(() -> {
                    store().soon(() -> store().insert(two));
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(store().get(two.ref())).isEmpty();
    }

    @Test
    default void whoHoldsAResourceIsAloneWithItUntilTheTransactionIsOver() throws Exception {
        var shop = Orders.namespace("shop");
        store().insert(shop);
        AtomicInteger inside = new AtomicInteger();
        var most = Together.run(
                List.of(1, 2, 3, 4),
                n -> store().inTransaction(() -> {
                    store().hold(shop.ref());
                    int now = inside.incrementAndGet();
                    store().get(shop.ref());
                    inside.decrementAndGet();
                    return now;
                }));
        assertThat(most).containsOnly(1);
        store().inTransaction(() -> {
            store().hold(Orders.namespace("nobody").ref());
            return true;
        });
    }

    @Test
    default void ofTwoInsertsAtOnceOneWins() throws Exception {
        for (int round = 0; round < 10; round++) {
            String name = "race" + round;
            var won = Together.run(List.of(Orders.database("a", "b-" + name), Orders.database("a-b", name)), order -> {
                try {
                    return store().insert(order).ref().path();
                } catch (ConflictException e) {
                    return "";
                }
            });
            assertThat(won).filteredOn(w -> !w.isEmpty()).hasSize(1);
        }
    }

    @Test
    default void ofManyUpdatesAtOnceNoneIsLost() throws Exception {
        Resource made = store().insert(Orders.database("shop", "web"));
        var updates = Together.run(List.of(1, 2, 3, 4, 5, 6), limit -> {
            while (true) {
                Resource now = store().get(uid(made)).orElseThrow();
                try {
                    return store().update(Orders.limited((Database) now, limit));
                } catch (ConflictException e) {
                    Thread.onSpinWait();
                }
            }
        });
        assertThat(updates).hasSize(6);
        assertThat(store().get(uid(made)).orElseThrow().metadata().generation()).isEqualTo(7);
    }
}
