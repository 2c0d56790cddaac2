package dev.howdah.postgres.pgbackrest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.resource.Cluster;
import dev.howdah.spi.BackupEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster that is well, and its repository. */
class PgBackRestTest {

    @TempDir
    static Path temp;

    private static Rest rest;
    private static Cluster cluster;

    @BeforeAll
    static void up() {
        rest = new Rest(temp);
        cluster = rest.prepared(Rest.cluster("main"));
    }

    @AfterAll
    static void down() {
        if (rest != null) {
            rest.close();
        }
    }

    @Test
    void what_is_backed_up_is_in_the_catalog_and_whole() {
        var full = rest.backup(cluster, BackupEngine.Type.FULL);
        var incr = rest.backup(cluster, BackupEngine.Type.INCR);
        BackupEngine.Catalog catalog = rest.engine().catalog(cluster);
        assertThat(catalog.trouble()).isEmpty();
        assertThat(catalog.backups())
                .extracting(BackupEngine.Backup::label)
                .containsExactly(full.get("label"), incr.get("label"));
        assertThat(catalog.backups())
                .extracting(BackupEngine.Backup::type)
                .containsExactly(BackupEngine.Type.FULL, BackupEngine.Type.INCR);
        assertThat(catalog.backups()).allSatisfy(b -> {
            assertThat(b.repository()).isEqualTo(1);
            assertThat(b.bytes()).isPositive();
            assertThat(b.stored()).isPositive();
            assertThat(b.endedAt()).isAfterOrEqualTo(b.startedAt());
            assertThat(b.error()).isNull();
        });
        assertThat(rest.verify(cluster)).containsEntry("backups", "2");
    }

    @Test
    void preparing_what_is_prepared_runs_nothing() throws Exception {
        String before = rest.sql(cluster, "SELECT pg_current_wal_lsn()");
        Path note = rest.engine().stanza(cluster).dir().resolve("prepared");
        var written = Files.getLastModifiedTime(note);
        rest.engine().prepare(cluster, Rest.KEEP);
        assertThat(Files.getLastModifiedTime(note)).isEqualTo(written);
        assertThat(rest.provider().plan(cluster)).isInstanceOf(dev.howdah.plan.Plan.UpToDate.class);
        assertThat(before).isNotEmpty();
    }

    @Test
    void the_passphrase_is_in_one_file_that_only_postgresql_reads() throws Exception {
        Stanza stanza = rest.engine().stanza(cluster);
        assertThat(Files.readString(stanza.config())).contains("repo1-cipher-pass=" + Rest.KEY + " main\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(stanza.config())))
                .isEqualTo("rw-------");
        assertThat(String.join(" ", stanza.line("info"))).doesNotContain(Rest.KEY);
        assertThat(Files.readString(stanza.root().resolve("pgbackrest.sh"))).doesNotContain(Rest.KEY);
    }

    @Test
    void what_was_committed_is_safe_once_it_is_flushed() {
        Instant before = Instant.now();
        rest.sql(cluster, "UPDATE public.t SET n = n + 1");
        Optional<Instant> safe = rest.engine().flush(cluster, Duration.ofSeconds(30));
        assertThat(safe).hasValueSatisfying(t -> assertThat(t).isAfter(before));
    }

    @Test
    void a_cluster_in_which_nothing_is_committed_loses_nothing_and_writes_nothing() {
        rest.engine().archive(cluster);
        rest.sql(cluster, "UPDATE public.t SET n = n + 1");
        BackupEngine.Archive open = rest.engine().archive(cluster);
        rest.engine().flush(cluster, Duration.ofSeconds(30));
        rest.engine().archive(cluster);
        String segment = rest.sql(cluster, "SELECT pg_walfile_name(pg_current_wal_insert_lsn())");
        for (int i = 0; i < 3; i++) {
            Instant now = Instant.now();
            BackupEngine.Archive idle = rest.engine().archive(cluster);
            assertThat(idle.safe()).isAfterOrEqualTo(now);
            assertThat(idle.lag()).isZero();
            assertThat(Rest.failing(idle)).isNull();
        }
        assertThat(rest.sql(cluster, "SELECT pg_walfile_name(pg_current_wal_insert_lsn())"))
                .isEqualTo(segment);
        assertThat(Rest.failing(open)).isNull();
    }

    @Test
    void a_version_that_is_not_known_is_said_with_both() {
        assertThat(Versions.missing(45, 15)).isEmpty();
        assertThat(Versions.missing(45, 18))
                .hasValueSatisfying(
                        why -> assertThat(why).contains("2.45", "PostgreSQL 18").contains("2.57"));
        assertThat(Versions.missing(57, 19)).isPresent();
        assertThat(rest.engine().missing(cluster)).isEmpty();
    }
}
