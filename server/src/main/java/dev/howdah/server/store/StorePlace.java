package dev.howdah.server.store;

import dev.howdah.postgres.sql.UnixSocket;
import dev.howdah.spi.PlatformAccess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Where the Store is, and how to log in.
 *
 * @param password secret; never printed
 * @param caPem what the server's certificate is checked against; null: as the URL says
 * @param socket of a server on this machine, where this process is let in without a password, and nothing is encrypted that
 *     never leaves the machine; empty: over the network
 */
record StorePlace(
        String jdbcUrl,
        String user,
        String password,
        @Nullable String caPem,
        Optional<Path> socket) {

    /** Through the server's socket, when it lets us in there. */
    static StorePlace of(PlatformAccess access) {
        StorePlace network = new StorePlace(
                "jdbc:postgresql://" + access.host() + ":" + access.port() + "/" + access.maintenanceDatabase(),
                access.user(),
                access.password(),
                access.caPem().orElse(null),
                Optional.empty());
        StorePlace here = new StorePlace(
                network.jdbcUrl,
                network.user,
                network.password,
                network.caPem,
                access.socket().filter(Files::exists));
        return here.socket.isPresent() && here.open() ? here : network;
    }

    private boolean open() {
        try {
            plain().getConnection().close();
            return true;
        } catch (SQLException e) {
            // the network's way says what is wrong, if anything is
            return false;
        }
    }

    /** Without limits on time, for migrations. */
    PGSimpleDataSource plain() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(jdbcUrl);
        source.setUser(user);
        source.setApplicationName("howdah");
        source.setConnectTimeout(3);
        source.setAssumeMinServerVersion("14");
        source.setLogServerErrorDetail(false);
        if (socket.isPresent()) {
            source.setSslMode("disable");
            source.setGssEncMode("disable");
            source.setSocketFactory(UnixSocket.Factory.class.getName());
            source.setSocketFactoryArg(socket.get().toString());
            return source;
        }
        source.setPassword(password);
        source.setTcpKeepAlive(true);
        if (caPem != null) {
            source.setSslMode("verify-full");
            source.setSslfactory("org.postgresql.ssl.SingleCertValidatingFactory");
            source.setSslFactoryArg(caPem);
        }
        return source;
    }

    /** @param more options of sessions, as {@code -c name=value} */
    PGSimpleDataSource source(String more) {
        PGSimpleDataSource source = plain();
        source.setOptions(
                "-c statement_timeout=20s -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s" + more);
        source.setSocketTimeout(30);
        return source;
    }

    @Override
    public String toString() {
        return jdbcUrl;
    }
}
