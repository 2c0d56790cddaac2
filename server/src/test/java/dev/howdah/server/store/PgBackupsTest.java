package dev.howdah.server.store;

import dev.howdah.spi.Backups;
import dev.howdah.spi.Store;
import dev.howdah.testkit.BackupsContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

/** The catalogue of backups on both versions of PostgreSQL. */
final class PgBackupsTest {

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

    abstract static class On implements BackupsContract {
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
        public Backups backups() {
            return new PgBackups(db);
        }

        @Override
        public Store store() {
            return new PgStore(db);
        }
    }
}
