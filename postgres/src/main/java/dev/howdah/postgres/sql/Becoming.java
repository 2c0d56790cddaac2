package dev.howdah.postgres.sql;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lets the platform become a tenant's role for the statements that need it. A superuser just does. Any other platform
 * login takes the membership, uses it and gives it back inside the one transaction, so that neither a crash nor another
 * session ever sees it. From PostgreSQL 16 on, it keeps the admin role's, which inherits nothing.
 */
final class Becoming {

    private Becoming() {}

    /** @param keep role whose membership may stay where it inherits nothing */
    static List<Sql> wrap(List<Sql> statements, Facts facts, String keep) {
        Map<String, Boolean> needed = new LinkedHashMap<>();
        for (Sql s : statements) {
            s.role().ifPresent(r -> needed.merge(r, false, Boolean::logicalOr));
            s.memberOf().forEach(r -> needed.merge(r, s.inherit(), Boolean::logicalOr));
        }
        List<Sql> out = new ArrayList<>();
        String platform = Identifier.quote(facts.platform());
        if (!facts.superuser()) {
            needed.forEach((role, inherit) -> out.add(Sql.of("GRANT " + Identifier.quote(role) + " TO " + platform
                    + (facts.membershipOptions() ? " WITH INHERIT " + truth(inherit) + ", SET TRUE" : ""))));
        }
        Optional<String> now = Optional.empty();
        for (Sql s : statements) {
            if (!s.role().equals(now)) {
                out.add(Sql.of(
                        "SET LOCAL ROLE " + s.role().map(Identifier::quote).orElse("NONE")));
                now = s.role();
            }
            out.add(s);
        }
        if (now.isPresent()) {
            out.add(Sql.of("SET LOCAL ROLE NONE"));
        }
        if (!facts.superuser()) {
            needed.forEach((role, inherit) -> giveBack(out, role, platform, inherit, facts, keep));
        }
        return out;
    }

    private static void giveBack(
            List<Sql> out, String role, String platform, boolean inherit, Facts facts, String keep) {
        String name = Identifier.quote(role);
        if (!facts.membershipOptions() || !role.equals(keep)) {
            out.add(Sql.of("REVOKE " + name + " FROM " + platform));
        } else if (inherit) {
            out.add(Sql.of("GRANT " + name + " TO " + platform + " WITH INHERIT FALSE, SET TRUE"));
        }
    }

    private static String truth(boolean value) {
        return value ? "TRUE" : "FALSE";
    }
}
