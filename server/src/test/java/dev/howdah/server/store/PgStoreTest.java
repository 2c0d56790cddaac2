package dev.howdah.server.store;

import dev.howdah.spi.Store;
import dev.howdah.testkit.StoreContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

/** The Store's contract on both versions of PostgreSQL. */
final class PgStoreTest {

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

    abstract static class On implements StoreContract {
        private final int version;
        private StoreDb db;
        private Store store;

        On(int version) {
            this.version = version;
        }

        @BeforeEach
        void open() {
            db = Stores.fresh(version);
            store = new PgStore(db);
        }

        @AfterEach
        void close() {
            db.close();
        }

        @Override
        public Store store() {
            return store;
        }
    }
}
