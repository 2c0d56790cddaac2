package dev.howdah.shape;

import dev.howdah.resource.Templates;
import dev.howdah.text.Template;
import java.util.Set;

/** A delivery's own template with the values in it. */
final class Filled {

    private final Reach r;
    private final Set<String> fields;

    private Filled(Reach r, Set<String> fields) {
        this.r = r;
        this.fields = fields;
    }

    static String of(Reach r) {
        Template template = Templates.of(r.wish());
        return template.fill(new Filled(r, template.fields())::value);
    }

    private String value(String field) {
        return switch (field) {
            case "username" -> r.username();
            case "password" -> r.password();
            case "host" -> r.host();
            case "readerHost" -> r.readerHost();
            case "hosts" -> r.hosts();
            case "port" -> r.portText();
            case "database" -> r.database();
            case "sslmode" -> sslmode();
            case "caFile" -> r.tls().file().orElse("");
            case "ca" -> r.tls().pem().orElse("");
            case "role" -> r.parcel().role();
            case "access" -> r.wish().role().text();
            case "namespace" -> r.parcel().namespace();
            case "name" -> r.parcel().order().name();
            case "uri" -> Urls.uri(r);
            case "jdbc" -> Urls.jdbc(r);
            case "dotnet" -> Lines.dotnet(r);
            case "go" -> Lines.go(r);
            default -> throw new IllegalArgumentException("template: there is no field '" + field + "'");
        };
    }

    /** The template's reader can check what the template tells it. */
    private String sslmode() {
        if (fields.contains("ca")) {
            return r.tls().modeWithPem();
        }
        return fields.contains("caFile") ? r.tls().mode() : r.tls().modeWithout();
    }
}
