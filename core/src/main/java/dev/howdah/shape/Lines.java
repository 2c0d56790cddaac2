package dev.howdah.shape;

import dev.howdah.text.Escape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Texts of one line or a few: connection strings, libpq's files, Java properties. */
final class Lines {

    private static final Map<String, String> NPGSQL_MODES = Map.of(
            "disable", "Disable",
            "allow", "Allow",
            "prefer", "Prefer",
            "require", "Require",
            "verify-ca", "VerifyCA",
            "verify-full", "VerifyFull");

    private Lines() {}

    /** What libpq takes as sslrootcert; 16 and later read {@code system} as the system's list of CAs. */
    static Optional<String> rootCert(Reach r) {
        return r.tls().bySystem() ? Optional.of("system") : r.tls().file();
    }

    /** libpq's keywords and values. */
    static Map<String, String> libpq(Reach r) {
        var map = new LinkedHashMap<String, String>();
        map.put("host", r.host());
        map.put("port", r.portText());
        map.put("dbname", r.database());
        map.put("user", r.username());
        map.put("password", r.password());
        map.put("sslmode", r.tls().mode());
        rootCert(r).ifPresent(f -> map.put("sslrootcert", f));
        return map;
    }

    /** libpq's "Keyword/Value Connection Strings"; Go's drivers check by the system's CAs when they are named none. */
    static String go(Reach r) {
        var map = libpq(r);
        if (r.tls().bySystem()) {
            map.remove("sslrootcert");
        }
        return map.entrySet().stream()
                .map(e -> e.getKey() + "=" + Escape.keyword(e.getValue()))
                .collect(Collectors.joining(" "));
    }

    /** Npgsql, "Connection String Parameters"; quoted as DbConnectionStringBuilder reads. */
    static String dotnet(Reach r) {
        var map = new LinkedHashMap<String, String>();
        map.put("Host", r.host());
        map.put("Port", r.portText());
        map.put("Database", r.database());
        map.put("Username", r.username());
        map.put("Password", r.password());
        map.put("SSL Mode", NPGSQL_MODES.getOrDefault(r.tls().mode(), r.tls().mode()));
        r.tls().file().ifPresent(f -> map.put("Root Certificate", f));
        return map.entrySet().stream()
                .map(e -> e.getKey() + "=" + Escape.dotnet(e.getValue()))
                .collect(Collectors.joining(";"));
    }

    /** libpq, "The Password File". */
    static String pgpass(Reach r) {
        return Stream.of(r.host(), r.portText(), r.database(), r.username(), r.password())
                        .map(field ->
                                oneLine("value", field).replace("\\", "\\\\").replace(":", "\\:"))
                        .collect(Collectors.joining(":"))
                + "\n";
    }

    /** libpq, "The Connection Service File": no escapes at all, values go to the end of the line. */
    static String service(Reach r) {
        var text = new StringBuilder("[" + oneLine("user", r.username()).replaceAll("[\\[\\]]", "_") + "]\n");
        libpq(r).forEach((keyword, value) -> {
            if (!value.equals(value.strip())) {
                throw new IllegalArgumentException(
                        "a service file can't hold a " + keyword + " that begins or ends with blanks");
            }
            text.append(keyword).append('=').append(oneLine(keyword, value)).append('\n');
        });
        return text.toString();
    }

    /** {@code url}, and what pgjdbc takes beside it. */
    static String properties(Reach r) {
        var all = new LinkedHashMap<String, String>();
        all.put("url", Urls.jdbcAddress(r));
        all.put("user", r.username());
        all.put("password", r.password());
        all.putAll(Urls.jdbcTls(r));
        return all.entrySet().stream()
                .map(e -> e.getKey() + "=" + Escape.properties(e.getValue()) + "\n")
                .collect(Collectors.joining());
    }

    private static String oneLine(String what, String value) {
        if (value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0) {
            throw new IllegalArgumentException("this format can't hold a " + what + " of several lines");
        }
        return value;
    }
}
