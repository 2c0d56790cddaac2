package dev.howdah.shape;

import dev.howdah.resource.Deliver;
import dev.howdah.resource.Format;
import dev.howdah.resource.FormatKeys;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Formats of keys and values: what each key holds, what is added, and how keys are called in the end. */
final class Keyed {

    private final Reach r;
    private final Format format;
    private final Map<String, String> keys = new LinkedHashMap<>();

    private Keyed(Reach r, Format format) {
        this.r = r;
        this.format = format;
    }

    static Map<String, String> of(Reach reach, Format format) {
        Keyed keyed = new Keyed(reach, format);
        keyed.own();
        reach.wish().add().forEach(keyed::add);
        return keyed.named();
    }

    private void own() {
        switch (format) {
            case IDP -> put("username", "password", "endpoint", "port").with(user(), password(), host(), port());
            case OPTA ->
                put("db_user", "db_password", "db_name", "db_host").with(user(), password(), database(), host());
            // the login was tried before it is delivered: see DeliveryTurn
            case GEN3 ->
                put("database", "dbcreated", "host", "password", "port", "username")
                        .with(database(), "true", host(), password(), port(), user());
            case MASSDRIVER -> {
                keys.put("writer", Artifact.of(r, r.host()));
                keys.put("readers", Artifact.of(r, r.readerHost()));
            }
            case SERVICEBINDING -> serviceBinding();
            case ENV -> env();
            case SPRING ->
                put("SPRING_DATASOURCE_URL", "SPRING_DATASOURCE_USERNAME", "SPRING_DATASOURCE_PASSWORD")
                        .with(Urls.jdbcAnonymous(r), forSpring(user()), forSpring(password()));
            case DJANGO -> django();
            case JSON, YAML -> {
                put("host", "port", "database", "username", "password", "sslmode")
                        .with(
                                host(),
                                port(),
                                database(),
                                user(),
                                password(),
                                r.tls().modeWithPem());
                r.tls()
                        .file()
                        .ifPresentOrElse(
                                f -> keys.put("sslrootcert", f),
                                () -> r.tls().pem().ifPresent(pem -> keys.put("caPem", pem)));
            }
            default -> throw new IllegalArgumentException("format " + format.text() + " has no keys");
        }
    }

    /** servicebinding.io, and what Spring Cloud Bindings and Quarkus read of a PostgreSQL: sslrootcert is a file beside. */
    private void serviceBinding() {
        put("type", "provider", "host", "port", "database", "username", "password", "sslmode", "uri")
                .with(
                        "postgresql",
                        "howdah",
                        host(),
                        port(),
                        database(),
                        user(),
                        password(),
                        r.tls().modeWithPem(),
                        Urls.uri(r));
        r.tls().pem().ifPresent(pem -> put("sslrootcert", "ca.crt").with("ca.crt", pem));
    }

    private void env() {
        put("PGHOST", "PGPORT", "PGDATABASE", "PGUSER", "PGPASSWORD", "PGSSLMODE")
                .with(host(), port(), database(), user(), password(), r.tls().mode());
        Lines.rootCert(r).ifPresent(f -> keys.put("PGSSLROOTCERT", f));
    }

    private void django() {
        keys.put("DATABASE_URL", Urls.uri(r));
        put("DJANGO_DB_ENGINE", "DJANGO_DB_NAME", "DJANGO_DB_USER", "DJANGO_DB_PASSWORD", "DJANGO_DB_HOST")
                .with("django.db.backends.postgresql", database(), user(), password(), host());
        put("DJANGO_DB_PORT", "DJANGO_DB_SSLMODE").with(port(), r.tls().mode());
        Lines.rootCert(r).ifPresent(f -> keys.put("DJANGO_DB_SSLROOTCERT", f));
    }

    private static String forSpring(String value) {
        if (value.contains("${")) {
            throw new IllegalArgumentException("Spring takes ${ for the beginning of a placeholder: it can't be in a"
                    + " user's name or password of format spring");
        }
        return value;
    }

    private void add(Deliver.Extra extra) {
        boolean pem = r.wish().add().contains(Deliver.Extra.CA);
        String value = switch (extra) {
            case DATABASE -> database();
            case SSLMODE -> pem ? r.tls().modeWithPem() : r.tls().modeWithout();
            case CA -> r.tls().pem().orElse("");
            case READER_HOST -> r.readerHost();
            case HOSTS -> r.hosts();
            case URI -> Urls.uri(r);
            case JDBC -> Urls.jdbc(r);
        };
        if (!value.isEmpty()) {
            keys.putIfAbsent(FormatKeys.extra(format, extra), value);
        }
    }

    private Map<String, String> named() {
        Map<String, String> rename = r.wish().rename();
        List<String> known = FormatKeys.all(format, r.wish().add());
        rename.keySet().stream().filter(k -> !known.contains(k)).findFirst().ifPresent(k -> {
            throw new IllegalArgumentException(
                    "format " + format.text() + " has no key '" + k + "' to rename; name the" + " format that has");
        });
        String before = format == Format.OPTA
                ? FormatKeys.module(r.wish(), r.parcel().order().name()) + "_"
                : "";
        return keys.entrySet().stream()
                .collect(Collectors.toMap(
                        e -> rename.getOrDefault(e.getKey(), before + e.getKey()),
                        Map.Entry::getValue,
                        (a, b) -> a,
                        LinkedHashMap::new));
    }

    private interface Values {
        void with(String... values);
    }

    private Values put(String... names) {
        return values -> {
            for (int i = 0; i < names.length; i++) {
                keys.put(names[i], values[i]);
            }
        };
    }

    private String user() {
        return r.username();
    }

    private String password() {
        return r.password();
    }

    private String host() {
        return r.host();
    }

    private String port() {
        return r.portText();
    }

    private String database() {
        return r.database();
    }
}
