package dev.howdah.postgres.sql;

import dev.howdah.plan.Adoptable;
import dev.howdah.plan.DatabaseStep;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Marker;
import dev.howdah.spi.Trouble;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The statements of taking a database over. They run with the rights of those who own what is taken over; a platform
 * login that is no superuser takes these for the one transaction.
 */
final class AdoptSql {

    private final Facts facts;

    AdoptSql(Facts facts) {
        this.facts = facts;
    }

    Sql clear(DatabaseStep.ClearDatabase step) {
        return Sql.query("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = "
                + Literal.quote(step.database()) + " AND pid <> pg_backend_pid()");
    }

    /** The owner comes last: with it go the rights of the former one. */
    List<Sql> database(DatabaseStep.AdoptDatabase step) {
        Facts.@Nullable Present there = facts.databases().get(step.name());
        if (there != null && !free(there, step.name())) {
            return List.of();
        }
        String name = Identifier.quote(step.name());
        List<String> out = new ArrayList<>();
        if (!step.from().equals(step.name())) {
            out.add("ALTER DATABASE " + Identifier.quote(step.from()) + " RENAME TO " + name);
        }
        out.add("COMMENT ON DATABASE " + name + " IS " + Literal.quote(step.marker()));
        if (!step.owner().equals(step.platform())) {
            out.add("ALTER DATABASE " + name + " OWNER TO " + Identifier.quote(step.platform()));
        }
        return out.stream().map(text -> with(text, Set.of(step.owner()))).toList();
    }

    List<Sql> roles(DatabaseStep.AdoptRoles step) {
        List<Sql> out = new ArrayList<>();
        for (String role : step.names()) {
            Facts.@Nullable Present there = facts.roles().get(role);
            if (facts.uid().isEmpty() || (there != null && free(there, role))) {
                out.add(Sql.of("COMMENT ON ROLE " + Identifier.quote(role) + " IS " + Literal.quote(step.marker())));
            }
        }
        return out;
    }

    /** One by one: REASSIGN OWNED would take databases and tablespaces of the same owner along. */
    List<Sql> give(DatabaseStep.GiveObjects step) {
        List<Sql> out = new ArrayList<>();
        for (Adoptable.Owned o : step.objects()) {
            Set<String> rights = new LinkedHashSet<>(List.of(step.admin()));
            // pg_database_owner is the platform itself there, and can't be granted
            if (!o.owner().startsWith("pg_")) {
                rights.add(o.owner());
            }
            out.add(with(
                    "ALTER " + o.type() + " " + o.identity() + " OWNER TO " + Identifier.quote(step.admin()), rights));
        }
        return out;
    }

    private Sql with(String text, Set<String> rights) {
        List<String> others =
                rights.stream().filter(r -> !r.equals(facts.platform())).toList();
        return others.isEmpty() ? Sql.of(text) : Sql.of(text).inheriting(others);
    }

    /** False: the order's own already. Another order's ends everything. */
    private boolean free(Facts.Present there, String name) {
        var marker = Marker.parse(there.marker());
        if (marker.isPresent()
                && facts.uid().isPresent()
                && !marker.map(Marker::uid).equals(facts.uid())) {
            throw new Trouble(Reason.NAME_TAKEN, name + " belongs to another order; nothing was changed");
        }
        return marker.isEmpty();
    }
}
