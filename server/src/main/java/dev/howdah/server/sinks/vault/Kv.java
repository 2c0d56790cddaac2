package dev.howdah.server.sinks.vault;

import dev.howdah.spi.Address;
import dev.howdah.spi.Contents;
import dev.howdah.spi.SinkWriter.Seen;
import java.util.List;
import java.util.Map;

/** What the versions of the KV engine do differently. */
sealed interface Kv permits Kv1, Kv2 {

    Seen look(Session session, Address address, Contents wanted);

    void put(Session session, Address address, Contents contents, Seen seen);

    void remove(Session session, Address address);

    /** What the platform's login must be allowed, by path. */
    Map<String, List<String>> needs(String mount, String place);
}
