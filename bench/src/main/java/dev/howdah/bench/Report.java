package dev.howdah.bench;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The figures, for people and for programs. */
final class Report {

    static final String HOWDAH = "one order through Howdah";
    static final String PSQL = "the same statements through one psql";
    static final String WARM = "one order with a warm seat";
    static final String PSQL_AGAIN = "the same statements, beside those";
    static final String UP_NEW = "howdah up, new home";
    static final String UP_AGAIN = "howdah up, used home";
    static final String GET = "howdah get databases";
    static final String SELECT = "psql -c 'select 1'";

    private Report() {}

    static String table(Map<String, Times> all, Server server, String load) {
        StringBuilder out = new StringBuilder(line("milliseconds", "median", "p95", "p99", "best", "n"));
        all.forEach((what, t) -> out.append(line(
                what,
                whole(t.median()),
                whole(t.p95()),
                whole(t.p99()),
                whole(t.best()),
                Integer.toString(t.count()))));
        ratio(all, HOWDAH, PSQL).ifPresent(r -> out.append(line("Howdah / psql, medians", decimal(r), "", "", "", "")));
        ratio(all, WARM, PSQL_AGAIN)
                .ifPresent(r -> out.append(line("warm seat / psql, medians", decimal(r), "", "", "", "")));
        return out + "\nPostgreSQL " + server.version() + ", Java "
                + Runtime.version().feature() + ", " + Machine.processors() + " processors, load at the end " + load
                + "\n";
    }

    private static String line(String... cells) {
        return String.format(Locale.ROOT, "%-38s %8s %8s %8s %8s %5s", (Object[]) cells)
                        .stripTrailing()
                + "\n";
    }

    private static String whole(double millis) {
        return String.format(Locale.ROOT, "%.0f", millis);
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    static Map<String, Object> json(Map<String, Times> all, Server server, String load) {
        Map<String, Object> times = new LinkedHashMap<>();
        all.forEach((what, t) -> times.put(
                what,
                Map.of(
                        "medianMs",
                        t.median(),
                        "p95Ms",
                        t.p95(),
                        "p99Ms",
                        t.p99(),
                        "bestMs",
                        t.best(),
                        "count",
                        t.count())));
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("times", times);
        ratio(all, HOWDAH, PSQL).ifPresent(r -> out.put("ratio", r));
        ratio(all, WARM, PSQL_AGAIN).ifPresent(r -> out.put("warmRatio", r));
        out.put("postgresql", server.version());
        out.put("java", Runtime.version().toString());
        out.put("processors", Machine.processors());
        out.put("load", load);
        return out;
    }

    private static Optional<Double> ratio(Map<String, Times> all, String mine, String theirs) {
        Times psql = all.get(theirs);
        Times howdah = all.get(mine);
        return psql == null || howdah == null ? Optional.empty() : Optional.of(howdah.median() / psql.median());
    }
}
