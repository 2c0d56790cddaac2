package dev.howdah.postgres.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.resource.Cluster;
import dev.howdah.resource.Metadata;
import dev.howdah.resource.Problem;
import dev.howdah.resource.Status;
import dev.howdah.spi.Provider;
import dev.howdah.spi.Trouble;
import dev.howdah.testkit.ProviderContract;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalProviderTest implements ProviderContract {

    @TempDir
    private Path temp;

    private Path home;
    private LocalProvider provider;

    @BeforeEach
    void home() {
        home = LocalHome.prepare(temp.resolve("home"));
        provider = new LocalProvider(home, new PgBinaries(home, Optional.empty()));
    }

    @AfterEach
    void destroy() {
        LocalHome.destroy(home, note -> {});
    }

    @Override
    public Provider provider() {
        return provider;
    }

    @Override
    public Cluster cluster() {
        return cluster("default", null);
    }

    private static Cluster cluster(String name, Cluster.Local local) {
        return new Cluster(
                Metadata.of(null, name), new Cluster.Spec("local", local, List.of(), null, null, null), Status.NEW);
    }

    @Test
    void aNameThatIsNoLabelNeverBecomesADirectory() {
        for (String name : List.of("../store", "a/b", "", ".", "A", "x".repeat(64))) {
            assertThat(provider.validate(cluster(name, null))).as(name).isNotEmpty();
            assertThatThrownBy(() -> provider.plan(cluster(name, null))).isInstanceOf(Trouble.class);
        }
    }

    @Test
    void portsAndAddressesAreChecked() {
        var bad = new Cluster.Local(80, List.of("127.0.0.1", "'; x = 'y", "*"));
        assertThat(provider.validate(cluster("c", bad)))
                .extracting(Problem::path)
                .containsExactly("spec.local.port", "spec.local.listen[1]");
        assertThat(provider.validate(cluster("c", new Cluster.Local(5432, List.of("::", "::1", "db-1.example.org")))))
                .isEmpty();
    }
}
