package dev.howdah.postgres.dump;

import dev.howdah.postgres.sql.Couriers;
import dev.howdah.postgres.sql.Sessions;
import dev.howdah.resource.PgNames;
import dev.howdah.spi.Copies.Into;
import dev.howdah.spi.PlatformAccess;
import java.sql.Connection;
import java.sql.SQLException;

/** A session that reads a database with the rights of its roles and no others; its login goes with it. */
public final class TenantSession implements AutoCloseable {

    private static final String READ = "read";

    private final Runnable end;
    private final Connection connection;

    private TenantSession(Connection connection, Runnable end) {
        this.connection = connection;
        this.end = end;
    }

    public static TenantSession open(PlatformAccess access, PgNames names) throws SQLException {
        DumpLogin login =
                DumpLogin.make(access, Couriers.dump(Couriers.work(READ, names.database())), DumpLogin.roles(names), 1);
        return open(login, names.database(), login::close);
    }

    /** In a database that may be filled beside its order's. */
    static TenantSession open(Into into) throws SQLException {
        DumpLogin login = DumpLogin.reader(into, Couriers.work(READ, into.database()));
        return open(login, into.database(), () -> DumpLogin.drop(into, login.name()));
    }

    private static TenantSession open(DumpLogin login, String database, Runnable end) throws SQLException {
        try {
            return new TenantSession(Sessions.connect(login.access(), database), end);
        } catch (SQLException e) {
            end.run();
            throw e;
        }
    }

    public Connection connection() {
        return connection;
    }

    @Override
    public void close() throws SQLException {
        try {
            connection.close();
        } finally {
            end.run();
        }
    }
}
