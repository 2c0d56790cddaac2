package dev.howdah.shape;

import dev.howdah.resource.Database;
import dev.howdah.resource.Deliver;
import dev.howdah.resource.Documents;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Role;
import dev.howdah.spi.Contents;
import dev.howdah.spi.Credential;
import dev.howdah.spi.Parcel;
import java.util.Optional;

/** A credential of an order, and deliveries of it. */
final class Sample {

    static final String PEM = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

    static final Setting FILE =
            new Setting(true, Optional.of("/out/my-db.env.ca.crt"), "customer/{namespace}/{role}", Optional.of("17.4"));
    static final Setting KEYS =
            new Setting(false, Optional.empty(), "customer/{namespace}/{role}", Optional.of("17.4"));

    private Sample() {}

    static Credential credential() {
        return credential("verify-full", Optional.of(PEM));
    }

    static Credential credential(String sslmode, Optional<String> pem) {
        return new Credential(
                Role.WRITE,
                "db.example.org",
                "ro.example.org",
                5432,
                "idp-dev-my-db",
                "idp-dev-my-db-write",
                "s3cr3t-_",
                sslmode,
                pem,
                Optional.empty());
    }

    static Credential hard(String username, String password, String database) {
        return new Credential(
                Role.WRITE,
                "::1",
                "::1",
                5432,
                database,
                username,
                password,
                "require",
                Optional.empty(),
                Optional.empty());
    }

    /** A delivery as an order says it, in YAML's flow style. */
    static Deliver wish(String fields) {
        String order = "{apiVersion: howdah.dev/v1, kind: Database, metadata: {namespace: idp-dev, name: my-db},"
                + " spec: {deliver: [{role: write, to: sink, " + fields + "}]}}";
        return ((Database) Documents.parse(order, null, "o.yaml").resources().getFirst())
                .spec()
                .deliver()
                .getFirst();
    }

    static Parcel parcel(Deliver wish) {
        return new Parcel(
                Ref.database("idp-dev", "my-db"), "idp-dev-my-db-" + wish.role().text(), wish);
    }

    static Contents shape(String fields, Setting setting) {
        return Shapes.of(credential(), parcel(wish(fields)), setting);
    }
}
