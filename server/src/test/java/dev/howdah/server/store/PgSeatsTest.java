package dev.howdah.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.resource.Database;
import dev.howdah.resource.Status;
import dev.howdah.spi.Seats;
import dev.howdah.testkit.Orders;
import dev.howdah.testkit.SeatsContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The list of warm seats on both versions of PostgreSQL. */
final class PgSeatsTest {

    @Nested
    final class OnPostgres15 extends On {
        OnPostgres15() {
            super(15);
        }
    }

    @Nested
    final class OnPostgres18 extends On {
        OnPostgres18() {
            super(18);
        }
    }

    abstract static class On implements SeatsContract {
        private final int version;
        private StoreDb db;

        On(int version) {
            this.version = version;
        }

        @BeforeEach
        void open() {
            db = Stores.fresh(version);
        }

        @AfterEach
        void close() {
            db.close();
        }

        @Override
        public Seats seats() {
            return new PgSeats(db);
        }

        @Test
        void anOrderWaitsUntilATurnHasLookedAtIt() {
            PgStore store = new PgStore(db);
            Database order = (Database) store.insert(Orders.database("ns", "waits"));
            assertThat(seats().ordersWait(order.spec().cluster())).isTrue();
            assertThat(seats().ordersWait("another")).isFalse();
            store.writeStatus(order.metadata().requireUid(), Status.NEW.with(s -> s.observedGeneration = 1));
            assertThat(seats().ordersWait(order.spec().cluster())).isFalse();
        }
    }
}
