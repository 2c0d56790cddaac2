package dev.howdah.postgres.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.postgres.sql.SqlEngine;
import dev.howdah.resource.Reason;
import dev.howdah.spi.PlatformAccess;
import dev.howdah.spi.Trouble;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The engine trusts the cluster's CA and no other. */
class EngineTlsTest {

    @Test
    void aServerWithAnotherCaIsNotTalkedTo() {
        try (var bench = new Bench();
                var engine = new SqlEngine()) {
            PlatformAccess a = bench.up(18, "a").access();
            String other = bench.up(18, "b").access().caPem().orElseThrow();
            assertThat(a.sslmode()).isEqualTo("verify-full");
            assertThat(engine.marked(a)).isEmpty();
            PlatformAccess misled = new PlatformAccess(
                    "other",
                    a.host(),
                    a.readerHost(),
                    a.port(),
                    a.user(),
                    a.password(),
                    a.sslmode(),
                    Optional.of(other),
                    a.group(),
                    a.maintenanceDatabase());
            try (var fresh = new SqlEngine()) {
                assertThatThrownBy(() -> fresh.marked(misled)).isInstanceOfSatisfying(Trouble.class, t -> {
                    assertThat(t.reason()).isEqualTo(Reason.CLUSTER_UNREACHABLE);
                    assertThat(t.sentence()).contains("PKIX").doesNotContain(a.password());
                });
            }
        }
    }
}
