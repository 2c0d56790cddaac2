package dev.howdah.server.vault;

import dev.howdah.server.store.StoreDb;
import dev.howdah.server.store.Stores;
import dev.howdah.spi.PasswordVault;
import dev.howdah.testkit.VaultContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The vault's contract on both versions of PostgreSQL. */
final class StoreVaultTest {

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

    abstract static class On implements VaultContract {
        private final int version;

        @TempDir
        private Path home;

        private StoreDb db;
        private PasswordVault vault;

        On(int version) {
            this.version = version;
        }

        @BeforeEach
        void open() {
            db = Stores.fresh(version);
            vault = reopened();
        }

        @AfterEach
        void close() {
            db.close();
        }

        @Override
        public PasswordVault vault() {
            return vault;
        }

        @Override
        public PasswordVault reopened() {
            return new StoreVault(db, home.resolve("secrets/key"));
        }
    }
}
