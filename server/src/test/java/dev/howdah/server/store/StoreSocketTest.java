package dev.howdah.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.postgres.local.LocalHome;
import dev.howdah.postgres.local.LocalPostgres;
import dev.howdah.postgres.local.PgBinaries;
import dev.howdah.spi.PlatformAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Store of this home is reached without the network where that is possible, and over it where not. */
final class StoreSocketTest {

    @TempDir
    private Path temp;

    @Test
    void theStoreOfThisHomeIsReachedThroughItsSocket() throws IOException {
        Path home = LocalHome.prepare(temp.resolve("home"));
        try {
            LocalPostgres server = LocalPostgres.store(home, new PgBinaries(home, Optional.empty()), note -> {});
            server.up();
            PlatformAccess access = server.access();
            assertThat(access.socket()).hasValueSatisfying(s -> assertThat(s).exists());
            assertThat(through(access)).isEqualTo("socket");
            assertThat(through(at(access, Optional.empty()))).isEqualTo("network, encrypted");
            assertThat(through(at(access, Optional.of(temp.resolve("not-there")))))
                    .isEqualTo("network, encrypted");
            Path deaf = Files.createFile(temp.resolve("deaf"));
            assertThat(through(at(access, Optional.of(deaf)))).isEqualTo("network, encrypted");
        } finally {
            LocalHome.destroy(home, note -> {});
        }
    }

    private static String through(PlatformAccess access) {
        try (StoreDb db = StoreDb.open(access)) {
            return db.transactions()
                    .with(h -> h.createQuery(
                                    "SELECT CASE WHEN client_addr IS NULL THEN 'socket'"
                                            + " WHEN ssl THEN 'network, encrypted' ELSE 'network, open to all' END"
                                            + " FROM pg_stat_activity JOIN pg_stat_ssl USING (pid) WHERE pid = pg_backend_pid()")
                            .mapTo(String.class)
                            .one());
        }
    }

    private static PlatformAccess at(PlatformAccess a, Optional<Path> socket) {
        return new PlatformAccess(
                a.cluster(),
                a.host(),
                a.readerHost(),
                a.port(),
                a.user(),
                a.password(),
                a.sslmode(),
                a.caPem(),
                a.group(),
                a.maintenanceDatabase(),
                a.spare(),
                socket);
    }
}
