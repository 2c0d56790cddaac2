package dev.howdah.postgres.pgbackrest;

import dev.howdah.postgres.local.Archiver;
import dev.howdah.postgres.local.Disk;
import dev.howdah.postgres.local.Site;
import dev.howdah.postgres.sql.Sessions;
import dev.howdah.postgres.sql.SqlTrouble;
import dev.howdah.spi.BackupEngine;
import dev.howdah.spi.PlatformAccess;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** How archiving of the clusters of this machine is doing; remembers what it saw of each. */
final class Archiving {

    private static final Duration PATIENCE = Archiver.TIMEOUT.multipliedBy(2);
    private static final String STALE = "what was written was not archived for so long that PostgreSQL let go of it";

    private static final int HEADER = 40;

    private static final String LOOK = """
            SELECT now(), pg_snapshot_xmin(s)::text, pg_snapshot_xmax(s)::text,
                pg_current_wal_insert_lsn() - '0/0'::pg_lsn, a.last_archived_wal,
                (pg_stat_file('pg_wal/' || left(a.last_archived_wal, 24), true)).modification,
                coalesce(a.last_failed_time > coalesce(a.last_archived_time, '-infinity'), false),
                (SELECT setting::bigint FROM pg_settings WHERE name = 'wal_segment_size')
            FROM pg_stat_archiver a, pg_current_snapshot() s
            """;

    /** What is remembered of one data directory. */
    private static final class Memory {
        private final Archived archived = new Archived();
        private @Nullable Instant closed;

        /** Whether it is time to close a file, which it then is not for a while. */
        synchronized boolean closes(Instant now) {
            boolean yes = closed == null || closed.plus(PATIENCE).isBefore(now);
            closed = yes ? now : closed;
            return yes;
        }
    }

    private record Row(Archived.Look look, boolean failing, long size) {}

    private final ConcurrentHashMap<String, Memory> memories = new ConcurrentHashMap<>();

    /** As the cluster says; an idle cluster's last file is closed for it, once. */
    BackupEngine.Archive look(Site site, Stanza stanza, List<Repo> repos, PlatformAccess access) {
        if (!site.archiver().isOn()) {
            return new BackupEngine.Archive(null, Duration.ZERO, "archiving has not begun");
        }
        Memory memory = memories.computeIfAbsent(Preparing.systemId(site.data()), id -> new Memory());
        try (Connection c = Sessions.connect(access, access.maintenanceDatabase())) {
            Row row = row(c);
            Optional<Segment> dropped = dropped(stanza, row.size());
            Instant safe =
                    memory.archived.add(row.look(), dropped.map(Segment::start).orElse(Long.MAX_VALUE));
            if (dropped.isEmpty()
                    && !row.failing()
                    && late(safe, row)
                    && memory.archived.waiting(row.look(), row.size())
                    && memory.closes(row.look().at())) {
                close(c);
            }
            return new BackupEngine.Archive(safe, Archived.lag(safe, row.look()), failing(stanza, repos, row, dropped));
        } catch (SQLException e) {
            throw SqlTrouble.of(e, "ask cluster " + site.name() + " how archiving is doing");
        }
    }

    /** Its own archive_timeout would have closed it, had anything been committed that it holds. */
    private static boolean late(@Nullable Instant safe, Row row) {
        return Archived.lag(safe, row.look()).compareTo(PATIENCE) > 0 || safe == null;
    }

    private static void close(Connection c) throws SQLException {
        try (var s = c.createStatement()) {
            s.execute("SELECT pg_switch_wal()");
        }
    }

    private static @Nullable String failing(Stanza stanza, List<Repo> repos, Row row, Optional<Segment> dropped) {
        if (row.failing()) {
            String said = Disk.read(Script.error(stanza)).orElse("");
            return RestTrouble.known(said, repos)
                    .map(t -> t.sentence())
                    .orElseGet(() -> said.isBlank()
                            ? "the archive command fails; PostgreSQL's log says why"
                            : RestTrouble.error(said));
        }
        return dropped.map(s -> STALE + ", from " + s.name()
                        + " on: until the next backup ends, nothing after that can be restored")
                .orElse(null);
    }

    private static Optional<Segment> dropped(Stanza stanza, long size) {
        return Disk.read(Script.dropped(stanza))
                .flatMap(text ->
                        text.lines().flatMap(l -> Segment.of(l, size).stream()).min(Segment::compareTo));
    }

    /** A file that has nothing but its header has nothing: xlog_internal.h, XLogLongPageHeaderData. */
    private static long written(long place, long size) {
        return place % size <= HEADER ? place - place % size : place;
    }

    private static Row row(Connection c) throws SQLException {
        try (var s = c.createStatement();
                ResultSet r = s.executeQuery(LOOK)) {
            r.next();
            long size = r.getLong(8);
            long archived = Optional.ofNullable(r.getString(5))
                    .flatMap(name -> Segment.of(name, size))
                    .map(Segment::end)
                    .orElse(0L);
            return new Row(
                    new Archived.Look(
                            r.getObject(1, OffsetDateTime.class).toInstant(),
                            r.getString(2),
                            r.getString(3),
                            written(r.getLong(4), size),
                            archived,
                            Optional.ofNullable(r.getObject(6, OffsetDateTime.class))
                                    .map(OffsetDateTime::toInstant)),
                    r.getBoolean(7),
                    size);
        }
    }

    /**
     * Has all that was committed archived, with a commit behind it, without which no replay ends.
     *
     * @return a time at which the cluster can be restored from now on; empty: it is not archived yet
     */
    static Optional<Instant> flush(PlatformAccess access, Duration atMost) {
        try (Connection c = Sessions.connect(access, access.maintenanceDatabase())) {
            Instant now = time(c, "SELECT clock_timestamp()");
            long end;
            try (var s = c.createStatement()) {
                s.execute("SELECT pg_current_xact_id()");
                try (var r = s.executeQuery("SELECT pg_switch_wal() - '0/0'::pg_lsn")) {
                    r.next();
                    end = r.getLong(1);
                }
            }
            long give = System.nanoTime() + atMost.toNanos();
            while (row(c).look().archived() < end) {
                if (System.nanoTime() > give) {
                    return Optional.empty();
                }
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
            return Optional.of(now);
        } catch (SQLException e) {
            throw SqlTrouble.of(e, "have what was written archived");
        }
    }

    /** The segment that is written now. */
    static String segment(PlatformAccess access) {
        try (Connection c = Sessions.connect(access, access.maintenanceDatabase());
                var s = c.createStatement();
                var r = s.executeQuery("SELECT pg_walfile_name(pg_current_wal_insert_lsn())")) {
            r.next();
            return r.getString(1);
        } catch (SQLException e) {
            throw SqlTrouble.of(e, "ask where the log is");
        }
    }

    private static Instant time(Connection c, String sql) throws SQLException {
        try (var s = c.createStatement();
                var r = s.executeQuery(sql)) {
            r.next();
            return r.getObject(1, OffsetDateTime.class).toInstant();
        }
    }
}
