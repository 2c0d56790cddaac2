package dev.howdah.postgres.pgbackrest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.plan.Plan;
import dev.howdah.postgres.local.Promoted;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Reason;
import dev.howdah.spi.BackupEngine;
import dev.howdah.spi.Trouble;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole cluster comes back. */
class RebuildTest {

    @TempDir
    Path temp;

    @Test
    void a_cluster_comes_back_to_a_time_and_then_from_nothing_but_its_repository_and_the_key() throws Exception {
        Path disk = Files.createDirectory(
                temp.resolve("disk"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
        Cluster cluster = Rest.cluster("main", Rest.folder(disk));
        try (Rest first = new Rest(Files.createDirectory(temp.resolve("first")))) {
            first.prepared(cluster);
            first.backup(cluster, BackupEngine.Type.FULL);
            Instant ended = first.engine().catalog(cluster).backups().getLast().endedAt();
            while (Instant.now().isBefore(ended)) {
                Rest.sleep();
            }
            Instant good = first.engine().flush(cluster, Duration.ofSeconds(30)).orElseThrow();
            first.sql(cluster, "DROP TABLE public.t");
            first.engine().flush(cluster, Duration.ofSeconds(30));
            Path data = loseData(first, cluster);

            UUID work = UUID.randomUUID();
            // it would forget when to stop, and replay the DROP TABLE
            var killer = CompletableFuture.runAsync(() -> Promoted.dies(data));
            Rest.await(() -> first.engine().rebuild(cluster, Optional.of(good), work));
            killer.join();
            first.engine().forget(cluster, work);

            assertThat(first.sql(cluster, "SELECT n FROM public.t")).isEqualTo("1");
            assertThat(first.provider().plan(cluster)).isInstanceOf(Plan.UpToDate.class);
            first.sql(cluster, "CREATE DATABASE \"a-tenants\"");
            first.sql(cluster, "UPDATE public.t SET n = 2");
            assertThat(first.engine().flush(cluster, Duration.ofSeconds(30)))
                    .as("archiving goes on, on the new timeline")
                    .isPresent();
            assertThatThrownBy(() -> first.engine().rebuild(cluster, Optional.empty(), UUID.randomUUID()))
                    .isInstanceOfSatisfying(
                            Trouble.class, t -> assertThat(t.reason()).isEqualTo(Reason.IN_USE));
        }
        try (Rest second = new Rest(Files.createDirectory(temp.resolve("second")))) {
            second.up(cluster);
            assertThatThrownBy(() -> second.engine().prepare(cluster, Rest.KEEP))
                    .as("an empty cluster does not write into the backups of the one that was")
                    .hasMessageContaining("another cluster of the same name");
            UUID work = UUID.randomUUID();
            Rest.await(() -> second.engine().rebuild(cluster, Optional.empty(), work));
            second.engine().forget(cluster, work);
            assertThat(second.sql(cluster, "SELECT n FROM public.t")).isEqualTo("2");
            second.engine().prepare(cluster, Rest.KEEP);
            second.backup(cluster, BackupEngine.Type.DIFF);
            assertThat(second.engine().catalog(cluster).backups()).hasSize(2);
        }
    }

    private static Path loseData(Rest rest, Cluster cluster) throws Exception {
        Path data = Path.of(String.valueOf(rest.provider().observe(cluster).dataDir()));
        rest.provider().server(cluster).stop(note -> {});
        Process rm = new ProcessBuilder("rm", "-rf", data.toString()).start();
        assertThat(rm.waitFor()).isZero();
        assertThat(rest.provider().plan(cluster))
                .isInstanceOfSatisfying(
                        Plan.Blocked.class, b -> assertThat(b.reason()).isEqualTo(Reason.DATA_MISSING));
        return data;
    }
}
