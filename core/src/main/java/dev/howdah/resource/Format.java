package dev.howdah.resource;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The shape of a delivered credential: which keys, or which text, a consumer finds. */
public enum Format {
    /** {@code username, password, endpoint, port}: secrets of the IDP chart. */
    IDP,
    /** {@code <module>_db_user, _db_password, _db_name, _db_host}: variables of an Opta link. */
    OPTA,
    /** {@code database, dbcreated, host, password, port, username}: gen3's {@code <service>-dbcreds}. */
    GEN3,
    /** Massdriver's artifacts {@code writer} and {@code readers}, as JSON. */
    MASSDRIVER,
    /** The files of servicebinding.io for {@code type: postgresql}. */
    SERVICEBINDING,
    /** libpq's variables: {@code PGHOST, PGPORT, …}. */
    ENV,
    /** libpq's connection URI. */
    URI,
    /** pgjdbc's URL, with user and password. */
    JDBC,
    /** Spring Boot's {@code SPRING_DATASOURCE_*} variables. */
    SPRING,
    /** Django: {@code DATABASE_URL} and {@code DJANGO_DB_*}. */
    DJANGO,
    /** Npgsql's connection string. */
    DOTNET,
    /** The keyword/value string that pgx and lib/pq read. */
    GO,
    /** Manifests of External Secrets for every role of the order; they hold no password. */
    EXTERNALSECRET,
    /** A line of libpq's password file. */
    PGPASS,
    /** A section of libpq's connection service file. */
    SERVICE,
    /** One JSON object. */
    JSON,
    /** One YAML map. */
    YAML,
    /** Java properties of pgjdbc. */
    PROPERTIES,
    /** The order's own text. */
    TEMPLATE;

    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Format> of(String text) {
        return Arrays.stream(values()).filter(f -> f.text().equals(text)).findFirst();
    }
}
