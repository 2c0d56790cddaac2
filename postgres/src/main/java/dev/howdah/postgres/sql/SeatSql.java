package dev.howdah.postgres.sql;

import dev.howdah.plan.DatabaseStep;
import dev.howdah.resource.Login;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Trouble;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The statements that hand a warm seat out. Privileges and memberships hold oids, and SCRAM verifiers no name, so all of
 * them survive; what holds names is written anew: markers, and whom a second login becomes.
 */
final class SeatSql {

    private final Facts facts;

    /** @param facts about the seat's own names */
    SeatSql(Facts facts) {
        this.facts = facts;
    }

    List<Sql> take(DatabaseStep.TakeSeat step) {
        check(step);
        String marker = Literal.quote(step.marker());
        String limit = " CONNECTION LIMIT " + step.connectionLimit();
        List<Sql> out = new ArrayList<>();
        for (Login login : Login.ALL) {
            boolean main = login.slot() == Login.Slot.MAIN;
            String name = step.to().login(login);
            String role = Identifier.quote(name);
            out.add(Sql.of("ALTER ROLE " + Identifier.quote(step.from().login(login)) + " RENAME TO " + role));
            out.add(Sql.of("COMMENT ON ROLE " + role + " IS " + marker));
            if (main || step.relimit()) {
                out.add(Sql.of("ALTER ROLE " + role + (main ? " LOGIN" : "") + (step.relimit() ? limit : "")));
            }
            if (!main) {
                out.add(RoleSql.set(name, "role", step.to().role(login.role())));
            }
            step.settings().forEach((key, value) -> out.add(RoleSql.set(name, key, value)));
        }
        String database = Identifier.quote(step.to().database());
        out.add(Sql.of("ALTER DATABASE " + Identifier.quote(step.from().database()) + " RENAME TO " + database));
        out.add(Sql.of("COMMENT ON DATABASE " + database + " IS " + marker));
        out.add(Sql.of("ALTER DATABASE " + database + " ALLOW_CONNECTIONS true" + (step.relimit() ? limit : "")));
        return out;
    }

    /** What is known of a seat holds only for one that is whole, marked, and was shut until now. */
    private void check(DatabaseStep.TakeSeat step) {
        if (facts.uid().isEmpty()) {
            return;
        }
        String database = step.from().database();
        Facts.@Nullable Present there = facts.databases().get(database);
        boolean whole = facts.ourDatabase(database);
        for (Login login : Login.ALL) {
            whole &= facts.ourRole(step.from().login(login));
        }
        if (!whole || there == null || there.open() || there.broken()) {
            throw new Trouble(Reason.MARKER_MISSING, "warm seat " + step.seat() + " is not as it was left");
        }
    }
}
