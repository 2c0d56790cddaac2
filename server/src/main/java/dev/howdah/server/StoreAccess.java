package dev.howdah.server;

import dev.howdah.server.store.StoreDb;
import dev.howdah.spi.PlatformAccess;

/** Opens the Store on the PostgreSQL that Howdah runs for it. */
final class StoreAccess {

    private StoreAccess() {}

    static StoreDb open(PlatformAccess access) {
        String url = "jdbc:postgresql://" + access.host() + ":" + access.port() + "/" + access.maintenanceDatabase();
        return StoreDb.open(
                url, access.user(), access.password(), access.caPem().orElse(null));
    }
}
