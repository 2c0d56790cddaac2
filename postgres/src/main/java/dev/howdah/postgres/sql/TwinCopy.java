package dev.howdah.postgres.sql;

import dev.howdah.spi.PlatformAccess;
import dev.howdah.spi.Scratches.NeverException;
import dev.howdah.spi.Twins;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * {@code CREATE DATABASE ... TEMPLATE} of a database that is in use. PostgreSQL holds a lock on the source for it, by which
 * new sessions wait before they are let in; those that are there are ended meanwhile, and can't come back before it is over.
 *
 * @param c whose statements take as long as files do
 */
record TwinCopy(PlatformAccess access, Connection c, String source, String beside, Twins.Calm calm) {

    /** Nobody wants a longer pause. */
    private static final Duration LONGEST = Duration.ofHours(1);

    /** PostgreSQL itself waits for five seconds each time. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Others are in it. */
    private static final String IN_USE = "55006";

    private static final String FULL = "53100";

    private static final Duration AGAIN = Duration.ofMillis(30);

    /** Before, all are copied by files. */
    private static final int STRATEGIES = 150_000;

    /** Of {@code file_copy_method}. */
    private static final int CLONES = 180_000;

    /** How it is copied. */
    private enum How {
        /** Blocks are shared where the file system can; otherwise its system copies them. */
        SHARED,
        FILES,
        /** Block by block through the log. */
        LOG
    }

    /** How long nobody could work in the source. */
    Duration make() throws SQLException {
        Direct.execute(c, "SET application_name = " + Literal.quote(beside));
        Optional<String> never = prepared(c, source);
        if (never.isPresent()) {
            throw new NeverException("database " + source + " can't be copied: " + never.get());
        }
        boolean held = calm.holds();
        How how = how(held);
        if (how != How.LOG) {
            written();
        }
        long from = System.nanoTime();
        copy(how);
        if (held && how != How.LOG && !calm.holds()) {
            Direct.execute(c, "DROP DATABASE " + Identifier.quote(beside) + " WITH (FORCE)");
            copy(How.LOG);
        }
        return Duration.ofNanos(System.nanoTime() - from);
    }

    /** Where others make base backups, files may only be copied if there can be none. */
    private How how(boolean held) throws SQLException {
        if (!held && !Direct.one(c, "SELECT current_setting('archive_mode')").equals("off")) {
            if (version() < STRATEGIES) {
                throw new NeverException(
                        "before version 15 PostgreSQL copies databases by files alone, which base backups"
                                + " that are made meanwhile don't bear; without a pause it is dumped and loaded");
            }
            return How.LOG;
        }
        if (version() < CLONES) {
            return How.FILES;
        }
        try {
            Direct.execute(c, "SET file_copy_method = clone");
            return How.SHARED;
        } catch (SQLException e) {
            return How.FILES; // it was built without
        }
    }

    private int version() throws SQLException {
        return Integer.parseInt(Direct.one(c, "SELECT current_setting('server_version_num')"));
    }

    /** PostgreSQL writes all that it has in memory before it copies files: most of that need not be part of the pause. */
    private void written() throws SQLException {
        try {
            Direct.execute(c, "CHECKPOINT");
        } catch (SQLException e) {
            if (!SqlTrouble.state(e).equals("42501")) {
                throw e;
            }
        }
    }

    private void copy(How how) throws SQLException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Cutter cutter = new Cutter(access, source);
            try (cutter) {
                Direct.execute(
                        c,
                        "CREATE DATABASE " + Identifier.quote(beside) + " TEMPLATE " + Identifier.quote(source)
                                + " ALLOW_CONNECTIONS false"
                                + (version() < STRATEGIES
                                        ? ""
                                        : " STRATEGY " + (how == How.LOG ? "WAL_LOG" : "FILE_COPY")));
                return;
            } catch (SQLException e) {
                if (SqlTrouble.state(e).equals(FULL)) {
                    // to try that again would only cut the source's sessions again
                    throw new NeverException(
                            "a copy of database " + source + " does not fit: no space left on the disk of its cluster");
                }
                if (how == How.SHARED && !SqlTrouble.again(e) && !SqlTrouble.lost(e)) {
                    Direct.execute(c, "SET file_copy_method = copy");
                    copy(How.FILES);
                    return;
                }
                if (SqlTrouble.state(e).equals(IN_USE) && System.nanoTime() > end) {
                    throw new NeverException("database " + source + " can't be copied, since " + whoIsIn()
                            + " can't be made to leave it");
                }
                if (!SqlTrouble.again(e) || System.nanoTime() > end) {
                    cutter.failed().ifPresent(e::addSuppressed);
                    throw e;
                }
            }
        }
    }

    private String whoIsIn() throws SQLException {
        return Direct.one(
                c,
                "SELECT coalesce(string_agg(DISTINCT coalesce(usename::text, backend_type, 'a worker'), ', '), 'somebody')"
                        + " FROM pg_stat_activity WHERE datname = " + Literal.quote(source));
    }

    /** Ends sessions until PostgreSQL has copied: from its lock on, none comes back. */
    private static final class Cutter implements AutoCloseable {
        private final Thread thread;
        private volatile boolean over;
        private volatile Optional<SQLException> failed = Optional.empty();

        private Cutter(PlatformAccess access, String source) {
            thread = Thread.ofVirtual().name("cut").start(() -> {
                try (var k = connect(access, access.maintenanceDatabase())) {
                    while (!over) {
                        all(k, source);
                        LockSupport.parkNanos(AGAIN.toNanos());
                    }
                } catch (SQLException e) {
                    failed = Optional.of(e);
                }
            });
        }

        /** What fails once may be done the next time. */
        private void all(Connection k, String source) {
            try {
                Borrowed.cut(k, source);
                others(k, source);
            } catch (SQLException e) {
                failed = Optional.of(e);
            }
        }

        /** Replication of what is in it, and workers of extensions: they come back by themselves. */
        private static void others(Connection k, String source) throws SQLException {
            Direct.execute(
                    k,
                    "SELECT pg_terminate_backend(a.pid) FROM pg_stat_activity a, pg_roles r WHERE r.rolname = current_user"
                            + " AND r.rolsuper AND a.datname = " + Literal.quote(source)
                            + " AND a.backend_type NOT IN ('client backend', 'autovacuum worker', 'parallel worker')");
        }

        private Optional<SQLException> failed() {
            return failed;
        }

        @Override
        public void close() {
            over = true;
            boolean interrupted = false;
            while (true) {
                try {
                    thread.join();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** What no ending of sessions removes. */
    static Optional<String> prepared(Connection c, String database) throws SQLException {
        String count =
                Direct.one(c, "SELECT count(*) FROM pg_prepared_xacts WHERE database = " + Literal.quote(database));
        return count.equals("0")
                ? Optional.empty()
                : Optional.of("it has " + count + " prepared transactions, which have to end first");
    }

    /** With as much time as files take. */
    static Connection connect(PlatformAccess access, String database) throws SQLException {
        Connection c = Sessions.connect(access, database);
        c.setNetworkTimeout(Runnable::run, (int) LONGEST.plusSeconds(15).toMillis());
        Direct.execute(c, "SET statement_timeout = " + LONGEST.toMillis());
        return c;
    }

    /** Waits for a copy that somebody began who has died: PostgreSQL goes on with it. */
    static void await(Connection c, String beside, BooleanSupplier stopped) throws SQLException {
        while (!stopped.getAsBoolean()
                && !Direct.one(c, "SELECT count(*)" + sessions(beside)).equals("0")) {
            LockSupport.parkNanos(AGAIN.toNanos());
        }
    }

    /** Ends a copy that goes on. */
    static void end(Connection c, String beside) throws SQLException {
        Direct.execute(c, "SELECT pg_terminate_backend(pid)" + sessions(beside));
    }

    private static String sessions(String beside) {
        return " FROM pg_stat_activity WHERE usename = current_user AND pid <> pg_backend_pid() AND application_name = "
                + Literal.quote(beside);
    }
}
