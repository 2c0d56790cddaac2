package dev.howdah.shape;

import dev.howdah.resource.Documents;
import dev.howdah.resource.Format;
import dev.howdah.resource.Json;
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
        Reach reach = Reach.of(credential, parcel, setting);
        Format format = parcel.wish().formatIn(setting.file());
        Contents contents = contents(reach, format);
        return reach.tls().beside() ? contents.beside(credential.caPem()) : contents;
    }

    private static Contents contents(Reach r, Format format) {
        return switch (format) {
            case IDP, OPTA, GEN3, MASSDRIVER, SERVICEBINDING, ENV, SPRING, DJANGO -> Contents.of(Keyed.of(r, format));
            case URI -> text(r, "uri", Urls.uri(r));
            case JDBC -> text(r, "jdbc", Urls.jdbc(r));
            case DOTNET -> text(r, "connectionString", Lines.dotnet(r));
            case GO -> text(r, "dsn", Lines.go(r));
            case EXTERNALSECRET -> text(r, "externalsecrets.yaml", Manifests.externalSecrets(r));
            case PGPASS -> text(r, "pgpass", Lines.pgpass(r));
            case SERVICE -> text(r, "pg_service.conf", Lines.service(r));
            case JSON -> text(r, "credentials.json", Json.pretty(document(r, format)) + "\n");
            case YAML -> text(r, "credentials.yaml", Documents.toYaml(document(r, format)));
            case PROPERTIES -> text(r, "credentials.properties", Lines.properties(r));
            case TEMPLATE -> text(r, "text", Filled.of(r));
        };
    }

    private static Contents text(Reach r, String key, String value) {
        String asked = r.wish().key();
        return Contents.text(asked == null ? key : asked, value);
    }

    /** The port is a number where there are numbers. */
    private static Map<String, Object> document(Reach r, Format format) {
        Map<String, Object> document = new LinkedHashMap<>(Keyed.of(r, format));
        document.computeIfPresent(r.wish().rename().getOrDefault("port", "port"), (k, v) -> r.port());
        return document;
    }
}
