package dev.howdah.server;

import dev.howdah.postgres.local.LocalPostgres;
import dev.howdah.postgres.local.PgBinaries;
import dev.howdah.resource.Status;
import dev.howdah.server.config.OutsideStore;
import dev.howdah.server.config.ServerArgs;
import dev.howdah.server.rest.ServerStatus;
import dev.howdah.server.store.StoreDb;
import dev.howdah.spi.Trouble;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The PostgreSQL of the Store: one that Howdah runs in its home, or one that it was told of and shares with others. */
sealed interface StoreServer {

    Logger LOG = LoggerFactory.getLogger(StoreServer.class);

    static StoreServer of(ServerArgs args, Path home, PgBinaries binaries) {
        return args.store().isPresent()
                ? new Outside(args.store().get())
                : new Own(LocalPostgres.store(home, binaries, LOG::info));
    }

    /** Brings it up when it is our own, connects, and brings the schema up. */
    StoreDb open();

    /** Sees to it that it runs, when it is our own. */
    void keepUp();

    /** For {@code howdah status}; null while it does not run. */
    ServerStatus.@Nullable StoreServer status();

    /** In the home, and gone with it. */
    record Own(LocalPostgres server) implements StoreServer {

        @Override
        public StoreDb open() {
            server.up();
            return StoreDb.open(server.access());
        }

        @Override
        public void keepUp() {
            try {
                server.up();
            } catch (RuntimeException e) {
                LOG.warn("the Store's PostgreSQL does not start: {}", e.getMessage());
            }
        }

        @Override
        public ServerStatus.@Nullable StoreServer status() {
            try {
                Status s = server.observe();
                String host = s.endpoint();
                Integer port = s.port();
                return host == null || port == null
                        ? null
                        : new ServerStatus.StoreServer(host, port, s.version(), s.pid(), s.dataDir());
            } catch (Trouble t) {
                return null;
            }
        }
    }

    /** Run by somebody else. */
    record Outside(OutsideStore store) implements StoreServer {

        private static final Duration PATIENCE = Duration.ofMinutes(1);

        @Override
        public StoreDb open() {
            return StoreDb.shared(
                    store.url().jdbc(),
                    store.url().user(),
                    store.password(System.getenv()),
                    store.caPem().orElse(null),
                    PATIENCE);
        }

        @Override
        public void keepUp() {
            // whoever runs it does
        }

        @Override
        public ServerStatus.StoreServer status() {
            return new ServerStatus.StoreServer(store.url().host(), store.url().port(), null, null, null);
        }
    }
}
