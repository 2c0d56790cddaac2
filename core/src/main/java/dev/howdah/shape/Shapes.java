package dev.howdah.shape;

import dev.howdah.resource.Deliver;
import dev.howdah.resource.Format;
import dev.howdah.spi.Contents;
import dev.howdah.spi.Credential;
import dev.howdah.spi.Parcel;
import java.util.LinkedHashMap;
import java.util.Map;

/** Gives a credential the shape that a delivery asks for. */
public final class Shapes {

    private Shapes() {}

    /** @throws IllegalArgumentException with a sentence for the user when the format can't hold a value */
    public static Contents of(Credential credential, Parcel parcel, Setting setting) {
        Deliver wish = parcel.wish();
        Format format = wish.formatIn(setting.file());
        return switch (format) {
            case ENV -> env(credential);
            case IDP -> idp(credential);
            default -> throw new IllegalArgumentException("format " + format.text() + " is not here yet");
        };
    }

    private static Contents idp(Credential c) {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("username", c.username());
        keys.put("password", c.password());
        keys.put("endpoint", c.host());
        keys.put("port", Integer.toString(c.port()));
        return Contents.of(keys);
    }

    private static Contents env(Credential c) {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("PGHOST", c.host());
        keys.put("PGPORT", Integer.toString(c.port()));
        keys.put("PGDATABASE", c.database());
        keys.put("PGUSER", c.username());
        keys.put("PGPASSWORD", c.password());
        keys.put("PGSSLMODE", c.sslmode());
        return Contents.of(keys);
    }
}
