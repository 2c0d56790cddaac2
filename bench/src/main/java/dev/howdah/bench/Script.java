package dev.howdah.bench;

import java.util.ArrayList;
import java.util.List;
import org.postgresql.util.PasswordUtil;
import tools.jackson.databind.JsonNode;

/**
 * What Howdah would run for an order, as lines for psql: the same statements in the same transactions, without the
 * looks before and after.
 */
record Script(List<String> template, String name) {

    private enum Place {
        SHARED,
        ALONE,
        INSIDE
    }

    /** @param steps of the plan of a new order of this name */
    static Script of(JsonNode steps, String name) {
        List<String> lines = new ArrayList<>();
        Place now = Place.ALONE;
        for (JsonNode step : steps) {
            for (JsonNode sql : step.path("sql")) {
                String statement = sql.asString();
                Place place = place(statement, now);
                if (place != now) {
                    end(lines, now);
                    if (place == Place.INSIDE) {
                        lines.add("\\connect bench-" + name);
                    }
                    if (place != Place.ALONE) {
                        lines.add("BEGIN;");
                    }
                    now = place;
                }
                lines.add(statement + ";");
            }
        }
        end(lines, now);
        return new Script(List.copyOf(lines), name);
    }

    private static void end(List<String> lines, Place place) {
        if (place != Place.ALONE) {
            lines.add("COMMIT;");
        }
    }

    private static Place place(String statement, Place before) {
        if (statement.startsWith("CREATE DATABASE")) {
            return Place.ALONE;
        }
        // What belongs to the tenant's database comes last and begins with its schema.
        return before == Place.INSIDE || statement.contains(" SCHEMA ") ? Place.INSIDE : Place.SHARED;
    }

    /** The lines for another order, whose logins all get this password. */
    List<String> lines(String other, String password) {
        String verifier = PasswordUtil.encodeScramSha256(password.toCharArray());
        String uid = new java.util.UUID(1, other.hashCode()).toString();
        return template.stream()
                .map(l -> l.replace("****", verifier)
                        .replace("00000000-0000-0000-0000-000000000000", uid)
                        .replace("bench-" + name, "bench-" + other)
                        .replace("bench/" + name, "bench/" + other))
                .toList();
    }
}
