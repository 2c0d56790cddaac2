package dev.howdah.postgres.dump;

import dev.howdah.postgres.local.Disk;
import dev.howdah.postgres.local.OsUser;
import dev.howdah.postgres.sql.Direct;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/** Which transaction is about to be committed: whoever comes after a process that died there asks PostgreSQL whether it was. */
record Ending(Path file) {

    /** Right before the commit. */
    void note(String transaction) {
        Disk.write(file, transaction, Disk.PRIVATE, OsUser.self());
    }

    boolean committed(Connection c) throws SQLException {
        return committed(c, Disk.read(file).orElse(""));
    }

    static boolean committed(Connection c, String transaction) throws SQLException {
        return transaction.matches("[0-9]+")
                && "committed".equals(Direct.one(c, "SELECT pg_catalog.pg_xact_status('" + transaction + "')"));
    }
}
