package dev.howdah.postgres.scratch;

import dev.howdah.postgres.dump.TenantSession;
import dev.howdah.postgres.jobs.Job;
import dev.howdah.postgres.jobs.Jobs;
import dev.howdah.postgres.local.Disk;
import dev.howdah.postgres.local.OsUser;
import dev.howdah.postgres.local.PgBinaries;
import dev.howdah.postgres.sql.SqlTrouble;
import dev.howdah.postgres.sql.TableCounts;
import dev.howdah.resource.PgNames;
import dev.howdah.resource.Reason;
import dev.howdah.spi.PlatformAccess;
import dev.howdah.spi.Progress;
import dev.howdah.spi.Soundness;
import dev.howdah.spi.Trouble;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/** Counts rows and adds up hashes of them, and has {@code pg_amcheck} read tables and indexes. */
public final class PgSoundness implements Soundness {

    private static final String JOB = "amcheck";

    /** Complaints. */
    private static final int SHOWN = 3;

    /** What rows look like as text depends on these; both servers are read with the same. */
    private static final List<String> SAME = List.of(
            "SET search_path = pg_catalog, pg_temp",
            "SET datestyle = 'ISO, YMD'",
            "SET intervalstyle = 'postgres'",
            "SET timezone = 'UTC'",
            "SET extra_float_digits = 1",
            "SET bytea_output = 'hex'",
            "SET lc_monetary = 'C'",
            "SET statement_timeout = 0",
            "SET idle_in_transaction_session_timeout = 0",
            "SET default_transaction_read_only = on");

    private static final String SUM =
            "SELECT count(*), coalesce(sum(hashtextextended(textin(record_out(howdah_row.*)), 0)"
                    + "::numeric), 0)::text FROM ONLY ";

    private final Path home;
    private final PgBinaries binaries;

    public PgSoundness(Path home, PgBinaries binaries) {
        this.home = home;
        this.binaries = binaries;
    }

    @Override
    public Map<String, Sum> living(PlatformAccess access, UUID order, PgNames names) {
        try (var session = TenantSession.open(access, names)) {
            return sums(session.connection());
        } catch (SQLException e) {
            throw SqlTrouble.of(e, "read the rows of database " + names.database());
        }
    }

    @Override
    public Map<String, Sum> restored(UUID scratch, String database) {
        try (var c = sql(scratch).platform(database)) {
            return sums(c);
        } catch (SQLException e) {
            throw SqlTrouble.of(e, "read the rows of what was restored");
        }
    }

    /** Of plain tables in one look: reading them runs no code of anybody's. */
    private static Map<String, Sum> sums(Connection c) throws SQLException {
        try (var s = c.createStatement()) {
            for (String setting : SAME) {
                s.execute(setting);
            }
            c.setAutoCommit(false);
            s.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
            Map<String, Sum> sums = new TreeMap<>();
            for (TableCounts.Table table : TableCounts.tables(c)) {
                // with its own name before the star no column can be meant, whatever columns are called
                try (var r = s.executeQuery(SUM + table.quoted() + " AS howdah_row")) {
                    r.next();
                    sums.put(table.toString(), new Sum(r.getLong(1), r.getString(2)));
                }
            }
            c.rollback();
            return sums;
        }
    }

    @Override
    public Progress amcheck(UUID scratch, String database) {
        ScratchDir dir = ScratchDir.of(PgScratches.root(home), scratch);
        int major = Integer.parseInt(
                Disk.read(dir.data().resolve("PG_VERSION")).orElse("0").strip());
        Optional<Path> program = binaries.client("pg_amcheck", major);
        if (program.isEmpty()) {
            return new Progress.Ended(Map.of("skipped", "this machine has no pg_amcheck for PostgreSQL " + major));
        }
        Job.State state = new Jobs(dir.jobs())
                .run(
                        JOB,
                        () -> new Job(
                                List.of(
                                        program.get().toString(),
                                        "--install-missing",
                                        "--no-password",
                                        "--host=" + dir.realSocket(),
                                        "--port=5432",
                                        "--username=" + ScratchSql.PLATFORM,
                                        database),
                                Map.of("PGAPPNAME", "howdah drill"),
                                OsUser.self()));
        return switch (state) {
            case Job.State.Running r -> new Progress.Running("searching tables and indexes for damage", 0, 0);
            case Job.State.Lost l -> throw new Trouble(Reason.FAILED, "pg_amcheck was killed");
            case Job.State.Ended(int code, Path log) ->
                ended(code, Disk.read(log).orElse(""));
        };
    }

    /** 0: nothing found; 2: something; else it could not look. */
    private static Progress ended(int code, String said) {
        if (code == 0) {
            return new Progress.Ended(Map.of());
        }
        String lines = said.lines().limit(SHOWN).map(String::strip).collect(Collectors.joining("; "));
        return new Progress.Ended(code == 2 ? Map.of("found", lines) : Map.of("skipped", lines));
    }

    private ScratchSql sql(UUID scratch) {
        return new ScratchSql(ScratchDir.of(PgScratches.root(home), scratch));
    }
}
