package dev.howdah.postgres.dump;

import dev.howdah.postgres.sql.Couriers;
import dev.howdah.postgres.sql.Sessions;
import dev.howdah.resource.PgNames;
import dev.howdah.spi.PlatformAccess;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/** A session that reads a database with the rights of its roles and no others; its login goes with it. */
public final class TenantSession implements AutoCloseable {

    private final DumpLogin login;
    private final Connection connection;

    private TenantSession(DumpLogin login, Connection connection) {
        this.login = login;
        this.connection = connection;
    }

    public static TenantSession open(PlatformAccess access, PgNames names) throws SQLException {
        return open(access, names, names.database());
    }

    /** @param database which may have another name than its order's */
    public static TenantSession open(PlatformAccess access, PgNames names, String database) throws SQLException {
        DumpLogin login = DumpLogin.make(access, Couriers.dump(UUID.randomUUID()), DumpLogin.roles(names), 1);
        try {
            return new TenantSession(login, Sessions.connect(login.access(), database));
        } catch (SQLException e) {
            login.close();
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
            login.close();
        }
    }
}
