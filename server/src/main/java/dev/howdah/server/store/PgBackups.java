package dev.howdah.server.store;

import dev.howdah.resource.Json;
import dev.howdah.resource.Recoverable;
import dev.howdah.resource.Ref;
import dev.howdah.spi.Backup;
import dev.howdah.spi.BackupEngine;
import dev.howdah.spi.Backups;
import dev.howdah.spi.RestoreTest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/** The tables of backups, of archives, and (through {@link DrillRows}) of drills. */
public final class PgBackups implements Backups {

    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};
    private static final String ALL = "SELECT * FROM howdah.backups ";
    private static final String NEWEST = " ORDER BY started_at DESC, repository, label ";

    private final Transactions transactions;
    private final DrillRows drills;

    public PgBackups(StoreDb db) {
        this.transactions = db.transactions();
        this.drills = new DrillRows(transactions);
    }

    /** What makes a backup of a cluster the same one. */
    private record Key(@Nullable UUID order, int repository, String label) {
        static Key of(Backup b) {
            return new Key(b.order(), b.repository(), b.label());
        }
    }

    @Override
    public void sync(UUID cluster, String engine, List<Backup> all) {
        transactions.in(() -> transactions.with(h -> {
            Map<Key, Backup> kept = h
                    .createQuery(ALL + "WHERE cluster = :cluster AND engine = :engine AND type <> 'last'")
                    .bind("cluster", cluster)
                    .bind("engine", engine)
                    .map((r, context) -> row(r))
                    .stream()
                    .collect(Collectors.toMap(Key::of, Function.identity()));
            for (Backup b : all) {
                Backup before = kept.remove(Key.of(b));
                if (before == null || !same(before, b)) {
                    put(h, b);
                }
            }
            kept.values().forEach(gone -> remove(h, gone.uid()));
            return true;
        }));
    }

    private static boolean same(Backup a, Backup b) {
        return a.type() == b.type()
                && a.clusterName().equals(b.clusterName())
                && a.startedAt().equals(b.startedAt())
                && a.endedAt().equals(b.endedAt())
                && a.bytes() == b.bytes()
                && a.stored() == b.stored()
                && Objects.equals(a.trouble(), b.trouble())
                && a.details().equals(b.details());
    }

    @Override
    public void add(Backup backup) {
        transactions.in(() -> transactions.with(h -> put(h, backup)));
    }

    private static int put(Handle handle, Backup b) {
        return handle.createUpdate("""
                        INSERT INTO howdah.backups AS b (uid, cluster, cluster_name, order_uid, namespace, name, engine,
                            label, type, repository, started_at, ended_at, bytes, stored, checksum, checked_at, trouble,
                            details)
                        VALUES (:uid, :cluster, :clusterName, cast(:order AS uuid), :namespace, :name, :engine, :label, :type,
                            :repository, :startedAt, :endedAt, :bytes, :stored, :checksum, :checkedAt, :trouble,
                            cast(:details AS jsonb))
                        ON CONFLICT (cluster, engine, repository,
                            (coalesce(order_uid, '00000000-0000-0000-0000-000000000000'::uuid)), label)
                        DO UPDATE SET cluster_name = excluded.cluster_name, type = excluded.type,
                            started_at = excluded.started_at, ended_at = excluded.ended_at, bytes = excluded.bytes,
                            stored = excluded.stored, checksum = coalesce(excluded.checksum, b.checksum),
                            checked_at = coalesce(excluded.checked_at, b.checked_at), trouble = excluded.trouble,
                            details = excluded.details""")
                .bind("uid", b.uid())
                .bind("cluster", b.cluster())
                .bind("clusterName", b.clusterName())
                .bind("order", b.order())
                .bind("namespace", b.namespace())
                .bind("name", b.name())
                .bind("engine", b.engine())
                .bind("label", b.label())
                .bind("type", b.type().text())
                .bind("repository", b.repository())
                .bind("startedAt", b.startedAt())
                .bind("endedAt", b.endedAt())
                .bind("bytes", b.bytes())
                .bind("stored", b.stored())
                .bind("checksum", b.checksum())
                .bind("checkedAt", b.checkedAt())
                .bind("trouble", b.trouble())
                .bind("details", Json.write(b.details()))
                .execute();
    }

    @Override
    public void remove(UUID uid) {
        transactions.with(h -> remove(h, uid));
    }

    private static int remove(Handle handle, UUID uid) {
        return handle.createUpdate("DELETE FROM howdah.backups WHERE uid = :uid")
                .bind("uid", uid)
                .execute();
    }

    @Override
    public List<Backup> of(UUID cluster) {
        return transactions.with(h -> h.createQuery(ALL + "WHERE cluster = :cluster AND order_uid IS NULL" + NEWEST)
                .bind("cluster", cluster)
                .map((r, context) -> row(r))
                .list());
    }

    @Override
    public List<Backup> ofOrder(UUID order) {
        return transactions.with(h -> h.createQuery(ALL + "WHERE order_uid = :order" + NEWEST)
                .bind("order", order)
                .map((r, context) -> row(r))
                .list());
    }

    @Override
    public List<Backup> list(@Nullable String namespace, @Nullable String cluster, int limit) {
        return transactions.with(h -> h.createQuery(ALL + """
                        WHERE (cast(:namespace AS text) IS NULL OR namespace = :namespace)
                        AND (cast(:cluster AS text) IS NULL OR cluster_name = :cluster)""" + NEWEST + "LIMIT :limit")
                .bind("namespace", namespace)
                .bind("cluster", cluster)
                .bind("limit", limit)
                .map((r, context) -> row(r))
                .list());
    }

    @Override
    public void verified(UUID cluster, Instant at) {
        transactions.in(() -> transactions.with(h -> {
            h.createUpdate("UPDATE howdah.backups SET checked_at = :at WHERE cluster = :cluster AND order_uid IS NULL")
                    .bind("cluster", cluster)
                    .bind("at", at)
                    .execute();
            return h.createUpdate("""
                            INSERT INTO howdah.archives (cluster, at, verified_at) VALUES (:cluster, :at, :at)
                            ON CONFLICT (cluster) DO UPDATE SET verified_at = excluded.verified_at""").bind("cluster", cluster).bind("at", at).execute();
        }));
    }

    @Override
    public void archived(UUID cluster, BackupEngine.Archive archive, @Nullable String trouble, Instant at) {
        transactions.soon(() -> transactions.with(h -> h.createUpdate("""
                        INSERT INTO howdah.archives AS a (cluster, safe, lag_millis, failing, trouble, at)
                        VALUES (:cluster, :safe, :lag, :failing, :trouble, :at)
                        ON CONFLICT (cluster) DO UPDATE SET safe = greatest(a.safe, excluded.safe), lag_millis = excluded.lag_millis,
                            failing = excluded.failing, trouble = excluded.trouble, at = excluded.at""")
                .bind("cluster", cluster)
                .bind("safe", archive.safe())
                .bind("lag", archive.lag().toMillis())
                .bind("failing", archive.failing())
                .bind("trouble", trouble)
                .bind("at", at)
                .execute()));
    }

    @Override
    public void ended(UUID cluster, @Nullable String failed) {
        transactions.with(h -> h.createUpdate("""
                        INSERT INTO howdah.archives (cluster, at, failed) VALUES (:cluster, now(), :failed)
                        ON CONFLICT (cluster) DO UPDATE SET failed = excluded.failed""")
                .bind("cluster", cluster)
                .bind("failed", failed)
                .execute());
    }

    @Override
    public void keeping(UUID cluster, Duration keep, @Nullable Instant until) {
        transactions.with(h -> h.createUpdate("""
                        INSERT INTO howdah.archives (cluster, at, keep_seconds, keep_until)
                        VALUES (:cluster, now(), :keep, :until)
                        ON CONFLICT (cluster) DO UPDATE SET keep_seconds = excluded.keep_seconds,
                            keep_until = excluded.keep_until""")
                .bind("cluster", cluster)
                .bind("keep", keep.toSeconds())
                .bind("until", until)
                .execute());
    }

    @Override
    public Optional<State> state(UUID cluster) {
        return transactions.with(h -> h.createQuery("SELECT * FROM howdah.archives WHERE cluster = :cluster")
                .bind("cluster", cluster)
                .map((r, context) -> new State(
                        new BackupEngine.Archive(
                                Rows.instant(r, "safe"),
                                Duration.ofMillis(r.getLong("lag_millis")),
                                r.getString("failing")),
                        r.getString("trouble"),
                        r.getString("failed"),
                        Rows.time(r, "at"),
                        Rows.instant(r, "verified_at"),
                        Duration.ofSeconds(r.getLong("keep_seconds")),
                        Rows.instant(r, "keep_until")))
                .findOne());
    }

    @Override
    public List<String> retentions(String cluster) {
        return transactions.with(h ->
                h.createQuery("""
                        SELECT DISTINCT retention FROM (
                            SELECT coalesce(d.spec -> 'backup' ->> 'retention', n.spec ->> 'retention') AS retention
                            FROM howdah.resources d LEFT JOIN howdah.resources n ON n.kind = 'Namespace'
                                AND coalesce(n.namespace, '') = '' AND n.name = d.namespace
                            WHERE d.kind = 'Database' AND d.spec ->> 'cluster' = :cluster) all_of_them
                        WHERE retention IS NOT NULL""").bind("cluster", cluster).mapTo(String.class).list());
    }

    @Override
    public List<Dumped> dumped(String cluster) {
        return transactions.with(h -> h.createQuery("""
                        SELECT d.uid, d.namespace, d.name, d.spec -> 'backup' ->> 'every' AS every,
                            coalesce(d.spec -> 'backup' ->> 'retention', n.spec ->> 'retention') AS retention,
                            (SELECT max(b.started_at) FROM howdah.backups b
                                WHERE b.order_uid = d.uid AND b.trouble IS NULL) AS last
                        FROM howdah.resources d LEFT JOIN howdah.resources n ON n.kind = 'Namespace'
                            AND coalesce(n.namespace, '') = '' AND n.name = d.namespace
                        WHERE d.kind = 'Database' AND d.spec ->> 'cluster' = :cluster AND d.seated
                        AND d.deletion_requested_at IS NULL ORDER BY last NULLS FIRST, d.namespace, d.name""")
                .bind("cluster", cluster)
                .map((r, context) -> new Dumped(
                        Ref.database(r.getString("namespace"), r.getString("name")),
                        Objects.requireNonNull(Rows.uid(r, "uid")),
                        r.getString("every"),
                        r.getString("retention"),
                        Rows.instant(r, "last")))
                .list());
    }

    @Override
    public List<Backup> unread(String cluster, Instant since, int limit) {
        return transactions.with(h -> h.createQuery(ALL + """
                        WHERE cluster_name = :cluster AND type = 'dump' AND trouble IS NULL
                        AND coalesce(checked_at, started_at) < :since
                        AND order_uid IS NOT NULL
                        ORDER BY coalesce(checked_at, started_at), label LIMIT :limit""")
                .bind("cluster", cluster)
                .bind("since", since)
                .bind("limit", limit)
                .map((r, context) -> row(r))
                .list());
    }

    @Override
    public List<Backup> damaged(String cluster, int limit) {
        return transactions.with(
                h -> h.createQuery(ALL + "WHERE cluster_name = :cluster AND type = 'dump' AND trouble IS NOT NULL"
                                + NEWEST + "LIMIT :limit")
                        .bind("cluster", cluster)
                        .bind("limit", limit)
                        .map((r, context) -> row(r))
                        .list());
    }

    @Override
    public Map<UUID, Recoverable> recoverable(Collection<UUID> resources) {
        return resources.isEmpty() ? Map.of() : new HashMap<>(transactions.with(h -> Range.of(h, resources)));
    }

    @Override
    public void tested(RestoreTest test) {
        drills.add(test);
    }

    @Override
    public List<RestoreTest> tests(@Nullable String namespace, @Nullable UUID order, int limit) {
        return drills.list(namespace, order, limit);
    }

    @Override
    public Map<UUID, RestoreTest> lastTests(String cluster) {
        return drills.last(cluster);
    }

    private static Backup row(ResultSet r) throws SQLException {
        return new Backup(
                Objects.requireNonNull(Rows.uid(r, "uid")),
                Objects.requireNonNull(Rows.uid(r, "cluster")),
                r.getString("cluster_name"),
                Rows.uid(r, "order_uid"),
                r.getString("namespace"),
                r.getString("name"),
                r.getString("engine"),
                r.getString("label"),
                Backup.Type.valueOf(r.getString("type").toUpperCase(Locale.ROOT)),
                r.getInt("repository"),
                Rows.time(r, "started_at"),
                Rows.time(r, "ended_at"),
                r.getLong("bytes"),
                r.getLong("stored"),
                r.getString("checksum"),
                Rows.instant(r, "checked_at"),
                r.getString("trouble"),
                Json.mapper().readValue(r.getString("details"), TEXTS));
    }
}
