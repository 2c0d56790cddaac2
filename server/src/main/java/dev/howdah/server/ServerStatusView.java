package dev.howdah.server;

import dev.howdah.resource.Cluster;
import dev.howdah.resource.Condition;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Status;
import dev.howdah.server.rest.ServerStatus;
import dev.howdah.spi.Store;
import dev.howdah.spi.Trouble;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What {@code howdah status} shows. */
final class ServerStatusView {

    private final Path home;
    private final Instant startedAt;
    private final Store store;
    private final StoreServer storeServer;
    private volatile String apiUrl = "";

    ServerStatusView(Path home, Instant startedAt, Store store, StoreServer storeServer) {
        this.home = home;
        this.startedAt = startedAt;
        this.store = store;
        this.storeServer = storeServer;
    }

    void apiUrl(String url) {
        apiUrl = url;
    }

    ServerStatus now() {
        return new ServerStatus(
                ControlServer.Version.TEXT,
                ProcessHandle.current().pid(),
                startedAt,
                apiUrl,
                home.toString(),
                home.resolve("token").toString(),
                storeServer.status(),
                clusters());
    }

    private List<ServerStatus.ClusterServer> clusters() {
        try {
            return store.list(new Store.Query(Kind.CLUSTER, null, Map.of(), Map.of(), null, 1000)).items().stream()
                    .map(r -> view((Cluster) r))
                    .toList();
        } catch (Trouble t) {
            return List.of();
        }
    }

    private static ServerStatus.ClusterServer view(Cluster cluster) {
        Status s = cluster.status();
        return new ServerStatus.ClusterServer(
                cluster.metadata().name(),
                s.ready(),
                s.endpoint(),
                s.port(),
                s.pid(),
                s.dataDir(),
                s.caFile(),
                s.version(),
                s.message(),
                s.condition(Condition.BACKED_UP)
                        .filter(c -> c.status() == Condition.Holds.False)
                        .map(Condition::message)
                        .orElse(null));
    }
}
