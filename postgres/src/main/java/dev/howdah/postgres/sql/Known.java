package dev.howdah.postgres.sql;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A query with places for arguments, {@code $1} to {@code $9}. A session that stays {@link Session#known prepares} it once:
 * PostgreSQL takes longer to plan a query of catalogs than to run it, and plans this one for whatever arguments come.
 *
 * @param name of the prepared statement
 * @param types of the arguments
 */
record Known(String name, List<String> types, String sql) {

    /**
     * Before queries for a few rows among all that a cluster has: PostgreSQL plans them while there is hardly a role, without
     * knowing their arguments, and would go on reading whole catalogs when there are thousands, or joining with all of them.
     */
    static final String FEW = Stream.of("seqscan", "hashjoin", "mergejoin", "material")
            .map(way -> "SET LOCAL enable_" + way + " = off; ")
            .collect(Collectors.joining());

    Known {
        types = List.copyOf(types);
    }

    String prepare() {
        return "PREPARE " + name + (types.isEmpty() ? "" : " (" + String.join(", ", types) + ")") + " AS " + sql;
    }

    /** @param arguments as SQL, one for each place */
    String execute(List<String> arguments) {
        return "EXECUTE " + name + (arguments.isEmpty() ? "" : " (" + String.join(", ", arguments) + ")");
    }

    /** The query itself, for a session that asks but once. */
    String with(List<String> arguments) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < sql.length(); i++) {
            boolean place = sql.charAt(i) == '$' && i + 1 < sql.length() && Character.isDigit(sql.charAt(i + 1));
            if (place) {
                i++;
                int n = sql.charAt(i) - '1';
                out.append("CAST(")
                        .append(arguments.get(n))
                        .append(" AS ")
                        .append(types.get(n))
                        .append(')');
            } else {
                out.append(sql.charAt(i));
            }
        }
        return out.toString();
    }
}
