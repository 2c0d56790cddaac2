package dev.howdah.postgres.local;

import dev.howdah.resource.Reason;
import dev.howdah.spi.PlatformAccess;
import dev.howdah.spi.Trouble;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/** The pg_hba.conf of a server: changed as a whole, checked by PostgreSQL itself before it counts. */
record HbaFile(LocalDir dir, OsUser user) {

    Hba read() {
        return Hba.parse(Disk.read(dir.hba()).orElse(""));
    }

    /** Writes it for a server that is not running. */
    void write(Hba hba) {
        Disk.write(dir.hba(), hba.text(), Disk.PRIVATE, user);
    }

    /** Changes what the file says; a running server takes it, an equal one is not bothered. */
    void change(PlatformAccess access, UnaryOperator<Hba> change) {
        String text = change.apply(read()).text();
        if (!Disk.read(dir.hba()).orElse("").equals(text)) {
            install(access, text);
        }
    }

    /**
     * Puts a text in place, asks PostgreSQL what it thinks of it, and has it taken.
     *
     * @throws Trouble when it has errors: then the old file is back
     */
    void install(PlatformAccess access, String text) {
        String old = Disk.read(dir.hba()).orElse("");
        try (var c = Platform.connect(access, Platform.MAINTENANCE);
                var s = c.createStatement()) {
            boolean taken = false;
            Disk.write(dir.hba(), text, Disk.PRIVATE, user);
            try {
                var errors = new ArrayList<String>();
                try (var r = s.executeQuery(
                        "SELECT line_number, error FROM pg_hba_file_rules WHERE error IS NOT NULL ORDER BY 1")) {
                    while (r.next()) {
                        errors.add("line " + r.getInt(1) + ": " + r.getString(2));
                    }
                }
                if (!errors.isEmpty()) {
                    throw new Trouble(
                            Reason.FAILED,
                            "PostgreSQL refuses the new pg_hba.conf, so the old one stays: "
                                    + String.join("; ", errors));
                }
                taken = true;
                reload(s);
            } finally {
                if (!taken) {
                    Disk.write(dir.hba(), old, Disk.PRIVATE, user);
                }
            }
        } catch (SQLException e) {
            throw Platform.trouble(access, e);
        }
    }

    /** Waits until this session is told to reload too: the server takes no new connection before it has done so. */
    private static void reload(Statement s) throws SQLException {
        String before = loaded(s, "SELECT pg_conf_load_time() FROM (SELECT pg_reload_conf()) r");
        for (int i = 0; i < 2000 && loaded(s, "SELECT pg_conf_load_time()").equals(before); i++) {
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
        }
    }

    private static String loaded(Statement s, String sql) throws SQLException {
        try (var r = s.executeQuery(sql)) {
            r.next();
            return r.getString(1);
        }
    }
}
