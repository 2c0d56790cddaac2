package dev.howdah.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.plan.Trace;
import dev.howdah.resource.Condition;
import dev.howdah.resource.Database;
import dev.howdah.resource.Login;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Role;
import dev.howdah.resource.Status;
import dev.howdah.server.vault.StoreVault;
import dev.howdah.spi.Looks.Found;
import dev.howdah.spi.Looks.Kept;
import dev.howdah.testkit.Orders;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PgLooksTest {

    private static final Found FOUND = new Found(1, new Trace(Long.MIN_VALUE, Long.MAX_VALUE));

    @TempDir
    private Path temp;

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void whatWasFoundIsKeptAndWrittenOnlyWhenItDiffers(int version) {
        try (StoreDb db = Stores.fresh(version)) {
            var looks = new PgLooks(db);
            UUID uid = order(db, "a");
            assertThat(looks.of(uid)).isEmpty();

            looks.keep(uid, FOUND);
            assertThat(looks.of(uid)).hasValue(FOUND);
            String row = row(db);
            looks.keep(uid, FOUND);
            assertThat(row(db)).as("neither written nor locked").isEqualTo(row);

            Found other = new Found(2, FOUND.trace());
            looks.keep(uid, other);
            assertThat(looks.of(uid)).hasValue(other);
            assertThat(row(db)).isNotEqualTo(row);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void aLookGoesWithItsOrderAndNoneIsKeptOfOneThatIsGone(int version) {
        try (StoreDb db = Stores.fresh(version)) {
            var looks = new PgLooks(db);
            UUID uid = order(db, "a");
            looks.keep(uid, FOUND);
            new PgStore(db).remove(uid);
            assertThat(looks.of(uid)).isEmpty();
            looks.keep(uid, FOUND);
            assertThat(looks.of(uid)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void allOrdersOfAClusterAreToldOfWithWhatIsKeptOfThem(int version) {
        try (StoreDb db = Stores.fresh(version)) {
            var looks = new PgLooks(db);
            UUID ready = order(db, "ready");
            UUID trashed = order(db, "trashed");
            UUID stuck = order(db, "stuck");
            status(db, ready, Condition.Holds.True, Reason.CONVERGED);
            status(db, trashed, Condition.Holds.False, Reason.IN_TRASH);
            status(db, stuck, Condition.Holds.False, Reason.MARKER_MISSING);
            looks.keep(ready, FOUND);

            List<Kept> kept = each(looks);
            assertThat(kept).hasSize(3);
            assertThat(kept).filteredOn(Kept::settled).extracting(Kept::uid).containsOnly(ready, trashed);
            assertThat(kept)
                    .filteredOn(k -> k.uid().equals(ready))
                    .singleElement()
                    .satisfies(k -> {
                        assertThat(k.name()).isEqualTo("ready");
                        assertThat(k.generation()).isEqualTo(1);
                        assertThat(k.found()).isEqualTo(FOUND);
                        assertThat(k.at()).isNotNull();
                    });
            assertThat(kept).filteredOn(k -> k.found() != null).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void aLookHoldsOnlyWhileThePasswordsAreThoseOfThen(int version) {
        try (StoreDb db = Stores.fresh(version)) {
            var looks = new PgLooks(db);
            var vault = new StoreVault(db, temp.resolve("key"));
            UUID uid = order(db, "a");
            List<Login> write = List.of(Login.main(Role.WRITE));
            vault.ensure(uid, Login.main(Role.WRITE));
            vault.settle(uid, write);
            looks.keep(uid, FOUND);
            assertThat(each(looks)).extracting(Kept::found).containsExactly(FOUND);

            vault.forget(uid);
            assertThat(each(looks)).extracting(Kept::found).containsOnlyNulls();
        }
    }

    private static List<Kept> each(PgLooks looks) {
        List<Kept> out = new ArrayList<>();
        looks.each(Database.DEFAULT_CLUSTER, out::add);
        looks.each("another", kept -> {
            throw new AssertionError(kept);
        });
        return out;
    }

    private static UUID order(StoreDb db, String name) {
        return new PgStore(db).insert(Orders.database("ns", name)).metadata().requireUid();
    }

    private static void status(StoreDb db, UUID uid, Condition.Holds ready, Reason reason) {
        var condition = new Condition(Condition.READY, ready, reason, "so it is", Instant.EPOCH);
        new PgStore(db).writeStatus(uid, Status.NEW.with(s -> s.conditions = List.of(condition)));
    }

    private static String row(StoreDb db) {
        return db.transactions()
                .with(h -> h.createQuery("SELECT concat_ws(' ', ctid, xmin, xmax) FROM howdah.looks")
                        .mapTo(String.class)
                        .one());
    }
}
