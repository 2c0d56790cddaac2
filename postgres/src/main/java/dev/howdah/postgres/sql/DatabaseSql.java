package dev.howdah.postgres.sql;

import dev.howdah.plan.DatabaseStep;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Trouble;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The statements of steps about the database as a whole, run from the maintenance database. */
final class DatabaseSql {

    private final Facts facts;

    DatabaseSql(Facts facts) {
        this.facts = facts;
    }

    /** Nobody can connect to it before it is marked, named and shut to PUBLIC. */
    List<Sql> create(DatabaseStep.CreateDatabase step) {
        if (facts.ourDatabase(step.name())) {
            return List.of();
        }
        List<Sql> out = new ArrayList<>();
        Facts.@Nullable Present unborn = unborn(step.unborn());
        String name = Identifier.quote(step.unborn());
        if (unborn != null && unborn.broken()) {
            out.add(Sql.of("DROP DATABASE " + name));
        }
        if (unborn == null || unborn.broken()) {
            out.add(create(step.unborn()));
        }
        return out;
    }

    static Sql create(String unborn) {
        return Sql.of("CREATE DATABASE " + Identifier.quote(unborn)
                + " TEMPLATE template0 ENCODING 'UTF8' ALLOW_CONNECTIONS false");
    }

    /** The other half, in one transaction. */
    List<Sql> name(DatabaseStep.CreateDatabase step) {
        if (facts.ourDatabase(step.name())) {
            return List.of();
        }
        String unborn = Identifier.quote(step.unborn());
        return List.of(
                Sql.of("COMMENT ON DATABASE " + unborn + " IS " + Literal.quote(step.marker())),
                Sql.of("REVOKE ALL ON DATABASE " + unborn + " FROM PUBLIC"),
                Sql.of("ALTER DATABASE " + unborn + " ALLOW_CONNECTIONS true CONNECTION LIMIT "
                        + step.connectionLimit()),
                Sql.of("ALTER DATABASE " + unborn + " RENAME TO " + Identifier.quote(step.name())));
    }

    Sql shut(DatabaseStep.ShutDatabase step) {
        return Sql.of("ALTER DATABASE " + facts.database(step.name()) + " ALLOW_CONNECTIONS false");
    }

    Sql own(DatabaseStep.OwnDatabase step) {
        return Sql.of("ALTER DATABASE " + facts.database(step.name()) + " OWNER TO " + Identifier.quote(step.owner()));
    }

    Sql limit(DatabaseStep.LimitDatabase step) {
        return Sql.of("ALTER DATABASE " + facts.database(step.name()) + " CONNECTION LIMIT " + step.connectionLimit());
    }

    List<Sql> privileges(DatabaseStep.DatabasePrivileges step) {
        return Privileges.statements("", "DATABASE " + facts.database(step.name()), step.grants(), step.revokes())
                .stream()
                .map(Sql::of)
                .toList();
    }

    List<Sql> drop(DatabaseStep.DropDatabase step) {
        if (facts.uid().isPresent() && !facts.ourDatabase(step.name())) {
            return List.of();
        }
        return List.of(Sql.of("DROP DATABASE " + Identifier.quote(step.name()) + " WITH (FORCE)"));
    }

    List<Sql> dropUnborn(DatabaseStep.DropUnborn step) {
        if (facts.uid().isPresent() && unborn(step.unborn()) == null) {
            return List.of();
        }
        return List.of(Sql.of("DROP DATABASE " + Identifier.quote(step.unborn()) + " WITH (FORCE)"));
    }

    /** It bears no marker yet; that the platform owns it, and that its name holds the order's uid, stands for one. */
    private Facts.@Nullable Present unborn(String name) {
        Facts.@Nullable Present there = facts.databases().get(name);
        if (there != null && !facts.platform().equals(there.owner())) {
            throw new Trouble(
                    Reason.NAME_TAKEN, "database '" + name + "' belongs to " + there.owner() + ", not to the platform");
        }
        return there;
    }
}
