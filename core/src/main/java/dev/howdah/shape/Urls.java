package dev.howdah.shape;

import dev.howdah.text.Escape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Connection URLs: libpq's and pgjdbc's. */
final class Urls {

    private static final String ONE_CERTIFICATE = "org.postgresql.ssl.SingleCertValidatingFactory";
    private static final String JAVAS_CAS = "org.postgresql.ssl.DefaultJavaSSLFactory";

    private Urls() {}

    /** libpq, "Connection URIs". */
    static String uri(Reach r) {
        var options = new LinkedHashMap<String, String>();
        options.put("sslmode", r.tls().mode());
        Lines.rootCert(r).ifPresent(f -> options.put("sslrootcert", f));
        return "postgresql://" + Escape.url(r.username()) + ":" + Escape.url(r.password()) + "@" + r.bracketed() + ":"
                + r.port() + "/" + Escape.url(r.database()) + query(options);
    }

    /** pgjdbc, "Initializing the Driver". */
    static String jdbc(Reach r) {
        var options = new LinkedHashMap<String, String>();
        options.put("user", r.username());
        options.put("password", r.password());
        options.putAll(jdbcTls(r));
        return jdbcAddress(r) + query(options);
    }

    /** The same without user and password. */
    static String jdbcAnonymous(Reach r) {
        return jdbcAddress(r) + query(jdbcTls(r));
    }

    static String jdbcAddress(Reach r) {
        return "jdbc:postgresql://" + r.bracketed() + ":" + r.port() + "/" + Escape.url(r.database());
    }

    /** pgjdbc's properties of TLS; the certificate itself where no file is named. */
    static Map<String, String> jdbcTls(Reach r) {
        var options = new LinkedHashMap<String, String>();
        String mode = r.tls().modeWithPem();
        options.put("sslmode", mode);
        if (r.tls().file().isPresent()) {
            options.put("sslrootcert", r.tls().file().get());
        } else if (mode.startsWith("verify")) {
            options.put("sslfactory", r.tls().pem().isPresent() ? ONE_CERTIFICATE : JAVAS_CAS);
            r.tls().pem().ifPresent(pem -> options.put("sslfactoryarg", pem.strip()));
        }
        return options;
    }

    private static String query(Map<String, String> options) {
        return options.entrySet().stream()
                .map(e -> e.getKey() + "=" + Escape.url(e.getValue()))
                .collect(Collectors.joining("&", "?", ""));
    }
}
