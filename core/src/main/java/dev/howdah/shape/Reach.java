package dev.howdah.shape;

import dev.howdah.resource.Deliver;
import dev.howdah.spi.Credential;
import dev.howdah.spi.Parcel;

/**
 * All that a shape may write of how a login reaches its database.
 *
 * @param host the one that was asked for, writer or readers
 * @param hosts all of them, with commas
 */
record Reach(
        String host,
        String readerHost,
        String hosts,
        int port,
        String database,
        String username,
        String password,
        Tls tls,
        Parcel parcel,
        Setting setting) {

    static Reach of(Credential c, Parcel parcel, Setting setting) {
        boolean reader = parcel.wish().host() == Deliver.Endpoint.READER;
        return new Reach(
                reader ? c.readerHost() : c.host(),
                c.readerHost(),
                String.join(",", c.hosts()),
                c.port(),
                c.database(),
                c.username(),
                c.password(),
                new Tls(c, parcel.wish(), setting),
                parcel,
                setting);
    }

    Deliver wish() {
        return parcel.wish();
    }

    String portText() {
        return Integer.toString(port);
    }

    /** The host as URLs have it. */
    String bracketed() {
        return host.contains(":") ? "[" + host + "]" : host;
    }

    /** Without the password. */
    @Override
    public String toString() {
        return username + "@" + host + ":" + port + "/" + database;
    }
}
