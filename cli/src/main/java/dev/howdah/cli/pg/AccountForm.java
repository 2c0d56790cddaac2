package dev.howdah.cli.pg;

import dev.howdah.cli.io.Failure;
import dev.howdah.cli.io.Shell;
import dev.howdah.cli.io.Tree;
import dev.howdah.resource.Documents;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** Texts that a client of PostgreSQL reads its connection from; every value is escaped as that client expects. */
public enum AccountForm {
    /** Shell variables that libpq, and most drivers, understand (libpq, "Environment Variables"). */
    env,
    /** libpq's connection URI. */
    uri,
    /** pgjdbc's URL, with user and password. */
    jdbc,
    json,
    yaml,
    /** A line for {@code ~/.pgpass} (libpq, "The Password File"). */
    pgpass,
    /** A section for {@code ~/.pg_service.conf} (libpq, "The Connection Service File"), named like the user. */
    service,
    /** Java properties: {@code url} and what pgjdbc takes beside it. */
    properties;

    private static final String ONE_CERTIFICATE = "org.postgresql.ssl.SingleCertValidatingFactory";

    /** @param inlineCa whether the certificate itself is to be in the text, instead of its file's path */
    public String write(Account a, boolean inlineCa) {
        if (inlineCa && this != json && this != yaml && this != jdbc && this != properties) {
            throw Failure.usage(
                    "the format " + this + " can only name a file for the CA",
                    "Use --write-ca FILE instead, or one of: json, yaml, jdbc, properties.");
        }
        return switch (this) {
            case env ->
                libpq(a).entrySet().stream()
                        .map(e -> "export " + VARIABLES.get(e.getKey()) + "=" + Shell.always(e.getValue()) + "\n")
                        .collect(Collectors.joining());
            case uri -> uri(a) + "\n";
            case jdbc -> jdbc(a, inlineCa) + "\n";
            case json -> Tree.pretty(document(a, inlineCa)) + "\n";
            case yaml -> Documents.toYaml(document(a, inlineCa));
            case pgpass -> pgpass(a);
            case service -> service(a);
            case properties -> properties(a, inlineCa);
        };
    }

    private static final Map<String, String> VARIABLES = Map.of(
            "host", "PGHOST",
            "port", "PGPORT",
            "dbname", "PGDATABASE",
            "user", "PGUSER",
            "password", "PGPASSWORD",
            "sslmode", "PGSSLMODE",
            "sslrootcert", "PGSSLROOTCERT");

    private static Map<String, String> libpq(Account a) {
        var map = new LinkedHashMap<String, String>();
        map.put("host", a.host());
        map.put("port", Integer.toString(a.port()));
        map.put("dbname", a.database());
        map.put("user", a.user());
        map.put("password", a.password());
        map.put("sslmode", a.sslmode());
        rootCert(a).ifPresent(f -> map.put("sslrootcert", f));
        return map;
    }

    /** libpq 16 and later read {@code system} as the system's list of CAs. */
    private static java.util.Optional<String> rootCert(Account a) {
        return a.caFile()
                .or(() -> a.sslmode().startsWith("verify")
                        ? java.util.Optional.of("system")
                        : java.util.Optional.empty());
    }

    private static String uri(Account a) {
        return "postgresql://" + Url.encode(a.user()) + ":" + Url.encode(a.password()) + "@" + a.bracketed() + ":"
                + a.port() + "/" + Url.encode(a.database()) + "?sslmode=" + Url.encode(a.sslmode())
                + rootCert(a).map(f -> "&sslrootcert=" + Url.encode(f)).orElse("");
    }

    private static String jdbc(Account a, boolean inlineCa) {
        var options = new LinkedHashMap<String, String>();
        options.put("user", a.user());
        options.put("password", a.password());
        options.putAll(tls(a, inlineCa));
        return a.jdbcAddress() + "?"
                + options.entrySet().stream()
                        .map(e -> e.getKey() + "=" + Url.encode(e.getValue()))
                        .collect(Collectors.joining("&"));
    }

    private static Map<String, String> tls(Account a, boolean inlineCa) {
        var options = new LinkedHashMap<String, String>();
        options.put("sslmode", a.sslmode());
        if (inlineCa && a.caPem().isPresent()) {
            options.put("sslfactory", ONE_CERTIFICATE);
            options.put("sslfactoryarg", a.caPem().get().strip());
        } else if (a.caFile().isPresent()) {
            options.put("sslrootcert", a.caFile().get());
        } else if (a.sslmode().startsWith("verify")) {
            options.put("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
        }
        return options;
    }

    private static ObjectNode document(Account a, boolean inlineCa) {
        ObjectNode node = Tree.object()
                .put("host", a.host())
                .put("port", a.port())
                .put("database", a.database())
                .put("username", a.user())
                .put("password", a.password())
                .put("sslmode", a.sslmode());
        if (inlineCa) {
            a.caPem().ifPresent(p -> node.put("caPem", p));
        } else {
            a.caFile().ifPresent(f -> node.put("sslrootcert", f));
        }
        return node;
    }

    private static String pgpass(Account a) {
        List<String> fields = new ArrayList<>();
        for (String field : List.of(
                a.host(), Integer.toString(a.port()), a.database(), a.user(), oneLine("password", a.password()))) {
            fields.add(field.replace("\\", "\\\\").replace(":", "\\:"));
        }
        return String.join(":", fields) + "\n";
    }

    /** A service file has no escapes at all: values go to the end of the line, without blanks at either end. */
    private static String service(Account a) {
        var text = new StringBuilder("[" + oneLine("user", a.user()).replaceAll("[\\[\\]]", "_") + "]\n");
        libpq(a).forEach((k, v) -> {
            if (!v.equals(v.strip())) {
                throw Failure.of("a service file can't hold a " + k + " that begins or ends with blanks");
            }
            text.append(k).append('=').append(oneLine(k, v)).append('\n');
        });
        return text.toString();
    }

    private String properties(Account a, boolean inlineCa) {
        var all = new LinkedHashMap<String, String>();
        all.put("url", a.jdbcAddress());
        all.put("user", a.user());
        all.put("password", a.password());
        all.putAll(tls(a, inlineCa));
        return all.entrySet().stream()
                .map(e -> e.getKey() + "=" + escaped(e.getValue()) + "\n")
                .collect(Collectors.joining());
    }

    /** As {@link java.util.Properties#load} reads it. */
    private static String escaped(String value) {
        var out = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case ' ' -> out.append(i == 0 ? "\\ " : " ");
                default -> {
                    if (c < 0x20 || c > 0x7e) {
                        out.append("\\u").append(java.util.HexFormat.of().toHexDigits(c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.toString();
    }

    private static String oneLine(String what, String value) {
        if (value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0) {
            throw Failure.of("this format can't hold a " + what + " of several lines");
        }
        return value;
    }
}
