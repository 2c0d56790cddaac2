package dev.howdah.resource;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Which keys each format has. Consumers look for exactly these. */
public final class FormatKeys {

    /** What POSIX calls a name: of a variable in a shell's environment. */
    public static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /** What Kubernetes allows, and no file system minds. */
    static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,252}");

    private FormatKeys() {}

    /** Whether it has keys, which can be renamed and added to. */
    public static boolean keyed(Format format) {
        return !always(format).isEmpty();
    }

    /** Whether it becomes one text, which sinks of keys and values hold under one key. */
    public static boolean oneText(Format format) {
        return !keyed(format) || format == Format.JSON || format == Format.YAML;
    }

    /** Whether its keys are names of variables. */
    public static boolean variables(Format format) {
        return switch (format) {
            case ENV, OPTA, SPRING, DJANGO -> true;
            default -> false;
        };
    }

    /** Keys that it always has; those of {@code opta} without the module before them. */
    public static List<String> always(Format format) {
        return switch (format) {
            case IDP -> List.of("username", "password", "endpoint", "port");
            case OPTA -> List.of("db_user", "db_password", "db_name", "db_host");
            case GEN3 -> List.of("database", "dbcreated", "host", "password", "port", "username");
            case MASSDRIVER -> List.of("writer", "readers");
            case SERVICEBINDING ->
                List.of("type", "provider", "host", "port", "database", "username", "password", "sslmode", "uri");
            case ENV -> List.of("PGHOST", "PGPORT", "PGDATABASE", "PGUSER", "PGPASSWORD", "PGSSLMODE");
            case SPRING -> List.of("SPRING_DATASOURCE_URL", "SPRING_DATASOURCE_USERNAME", "SPRING_DATASOURCE_PASSWORD");
            case DJANGO ->
                List.of(
                        "DATABASE_URL",
                        "DJANGO_DB_ENGINE",
                        "DJANGO_DB_NAME",
                        "DJANGO_DB_USER",
                        "DJANGO_DB_PASSWORD",
                        "DJANGO_DB_HOST",
                        "DJANGO_DB_PORT",
                        "DJANGO_DB_SSLMODE");
            case JSON, YAML -> List.of("host", "port", "database", "username", "password", "sslmode");
            case URI, JDBC, DOTNET, GO, EXTERNALSECRET, PGPASS, SERVICE, PROPERTIES, TEMPLATE -> List.of();
        };
    }

    /** Keys that it has where a CA is known. */
    public static List<String> sometimes(Format format) {
        return switch (format) {
            case SERVICEBINDING -> List.of("sslrootcert", "ca.crt");
            case ENV -> List.of("PGSSLROOTCERT");
            case DJANGO -> List.of("DJANGO_DB_SSLROOTCERT");
            case JSON, YAML -> List.of("sslrootcert", "caPem");
            default -> List.of();
        };
    }

    /** The key under which a format writes what was added to it. */
    public static String extra(Format format, Deliver.Extra extra) {
        return switch (format) {
            case OPTA ->
                switch (extra) {
                    case DATABASE -> "db_name";
                    case READER_HOST -> "db_reader_host";
                    default -> "db_" + extra.text();
                };
            case ENV, SPRING -> variable(extra);
            case DJANGO ->
                switch (extra) {
                    case DATABASE -> "DJANGO_DB_NAME";
                    case SSLMODE -> "DJANGO_DB_SSLMODE";
                    default -> variable(extra);
                };
            case IDP ->
                switch (extra) {
                    case READER_HOST -> "readerEndpoint";
                    case HOSTS -> "endpoints";
                    default -> extra.text();
                };
            case SERVICEBINDING ->
                switch (extra) {
                    case CA -> "ca.crt";
                    case READER_HOST -> "reader-host";
                    case JDBC -> "jdbc-url";
                    default -> extra.text();
                };
            case JSON, YAML -> extra == Deliver.Extra.CA ? "caPem" : extra.text();
            default -> extra.text();
        };
    }

    private static String variable(Deliver.Extra extra) {
        return switch (extra) {
            case DATABASE -> "PGDATABASE";
            case SSLMODE -> "PGSSLMODE";
            case CA -> "PG_CA_CERT";
            case READER_HOST -> "PG_READER_HOST";
            case HOSTS -> "PG_HOSTS";
            case URI -> "DATABASE_URL";
            case JDBC -> "JDBC_URL";
        };
    }

    /** Every key that a delivery of that format may have, before any is renamed. */
    public static List<String> all(Format format, List<Deliver.Extra> added) {
        List<String> keys = new ArrayList<>(always(format));
        keys.addAll(sometimes(format));
        added.stream().map(e -> extra(format, e)).filter(k -> !keys.contains(k)).forEach(keys::add);
        return keys;
    }

    /** What {@code opta} puts before its keys: the module, or the order's name as a name of a variable. */
    public static String module(Deliver wish, String order) {
        if (wish.module() != null) {
            return wish.module();
        }
        String name = order.replace('-', '_');
        return Character.isDigit(name.charAt(0)) ? "_" + name : name;
    }
}
