package dev.howdah.postgres.sql;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/**
 * One statement.
 *
 * @param text what PostgreSQL gets
 * @param shown what audits and plans show: secrets masked
 * @param role that the platform has to become for it; empty: itself
 * @param memberOf roles that the platform has to be a member of for it, while staying itself
 * @param inherit whether that membership has to bring the roles' privileges along
 * @param rows whether it answers with rows
 */
record Sql(String text, String shown, Optional<String> role, Set<String> memberOf, boolean inherit, boolean rows) {

    static Sql of(String text) {
        return new Sql(text, text, Optional.empty(), Set.of(), false, false);
    }

    static Sql secret(String text, String shown) {
        return new Sql(text, shown, Optional.empty(), Set.of(), false, false);
    }

    static Sql query(String text) {
        return new Sql(text, text, Optional.empty(), Set.of(), false, true);
    }

    Sql as(String other) {
        return new Sql(text, shown, Optional.of(other), memberOf, inherit, rows);
    }

    /** As a member, since both the platform's own privileges and a SET ROLE target are asked for. */
    Sql member(String of) {
        return new Sql(text, shown, role, Set.of(of), inherit, rows);
    }

    /** With the privileges of the platform and of these roles at once. */
    Sql inheriting(Collection<String> from) {
        return new Sql(text, shown, role, Set.copyOf(from), true, rows);
    }

    @Override
    public String toString() {
        return shown;
    }
}
