package dev.howdah.postgres.sql;

import dev.howdah.plan.DatabaseStep;
import dev.howdah.plan.DatabaseStep.*;
import dev.howdah.resource.PgNames;
import dev.howdah.resource.Role;
import java.util.List;

/** Which statements make a step, and where they run. */
final class StepSql {

    /** Where statements run, and what they share. */
    enum Where {
        /** On the maintenance database, in one transaction under the cluster's lock. */
        SHARED,
        /** As {@link #SHARED}, for a warm seat, which has names and a marker of its own. */
        SEAT,
        /** On the maintenance database, in one transaction without the lock, since it can wait for others. */
        SESSIONS,
        /** On the maintenance database, in no transaction, with nobody of ours inside the tenant's. */
        ALONE,
        /** In the tenant's database, in one transaction. */
        INSIDE
    }

    /** A step, or one half of a step. */
    record Piece(DatabaseStep step, Where where, boolean last) {}

    private StepSql() {}

    static List<Piece> pieces(DatabaseStep step) {
        return switch (step) {
            case CreateDatabase s -> List.of(new Piece(s, Where.ALONE, false), new Piece(s, Where.SHARED, true));
            case DropDatabase s -> List.of(new Piece(s, Where.SESSIONS, false), new Piece(s, Where.ALONE, true));
            case DropUnborn s -> List.of(new Piece(s, Where.ALONE, true));
            case EndSessions s -> List.of(new Piece(s, Where.SESSIONS, true));
            case ClearDatabase s -> List.of(new Piece(s, Where.SESSIONS, true));
            case AdoptDatabase s -> shared(s);
            case AdoptRoles s -> shared(s);
            case GiveObjects s -> inside(s);
            case ShutDatabase s -> List.of(new Piece(s, Where.ALONE, true));
            case TakeSeat s -> List.of(new Piece(s, Where.SEAT, true));
            case CreateLogins s -> shared(s);
            case AlterLogin s -> shared(s);
            case SetPassword s -> shared(s);
            case AlterSettings s -> shared(s);
            case JoinGroup s -> shared(s);
            case ActAs s -> shared(s);
            case RevokeMembership s -> shared(s);
            case OwnDatabase s -> shared(s);
            case LimitDatabase s -> shared(s);
            case DatabasePrivileges s -> shared(s);
            case DropRoles s -> shared(s);
            case DropLinks s -> List.of(new Piece(s, Where.INSIDE, false), new Piece(s, Where.SHARED, true));
            case OwnSchema s -> inside(s);
            case SchemaPrivileges s -> inside(s);
            case DefaultPrivileges s -> inside(s);
            case ObjectPrivileges s -> inside(s);
            case CreateExtension s -> inside(s);
            case UpdateExtension s -> inside(s);
            case MoveExtension s -> inside(s);
            case DropExtension s -> inside(s);
            case AllowNetworks s -> throw new IllegalArgumentException("not SQL: " + s.describe());
            case DumpDatabase s -> throw new IllegalArgumentException("not SQL: " + s.describe());
        };
    }

    private static List<Piece> shared(DatabaseStep step) {
        return List.of(new Piece(step, Where.SHARED, true));
    }

    private static List<Piece> inside(DatabaseStep step) {
        return List.of(new Piece(step, Where.INSIDE, true));
    }

    static List<Sql> statements(Piece piece, Facts facts, PgNames names) {
        RoleSql roles = new RoleSql(facts, names);
        DatabaseSql database = new DatabaseSql(facts);
        InsideSql inside = new InsideSql(facts);
        return switch (piece.step()) {
            case CreateLogins s -> roles.create(s);
            case AlterLogin s -> List.of(roles.alter(s));
            case SetPassword s -> List.of(roles.password(s));
            case AlterSettings s -> roles.settings(s);
            case JoinGroup s -> List.of(roles.join(s));
            case ActAs s -> roles.actAs(s);
            case RevokeMembership s -> roles.revoke(s);
            case EndSessions s -> roles.endSessions(s.logins());
            case DropRoles s -> roles.drop(s.names());
            case DropLinks s -> piece.last() ? roles.drop(s.names()) : roles.empty(s);
            case ClearDatabase s -> List.of(new AdoptSql(facts).clear(s));
            case AdoptDatabase s -> new AdoptSql(facts).database(s);
            case AdoptRoles s -> new AdoptSql(facts).roles(s);
            case GiveObjects s -> new AdoptSql(facts).give(s);
            case CreateDatabase s -> piece.last() ? database.name(s) : database.create(s);
            case ShutDatabase s -> List.of(database.shut(s));
            case TakeSeat s -> new SeatSql(facts).take(s);
            case OwnDatabase s -> List.of(database.own(s));
            case LimitDatabase s -> List.of(database.limit(s));
            case DatabasePrivileges s -> database.privileges(s);
            // FORCE ends sessions too, but not for a platform that is no member of their roles
            case DropDatabase s ->
                piece.last()
                        ? database.drop(s)
                        : facts.superuser() ? List.of() : roles.endSessions(Facts.roleNames(names));
            case DropUnborn s -> database.dropUnborn(s);
            case OwnSchema s -> List.of(inside.own(s));
            case SchemaPrivileges s -> inside.schema(s);
            case DefaultPrivileges s -> inside.defaults(s);
            case ObjectPrivileges s -> inside.objects(s);
            case CreateExtension s -> inside.create(s);
            case UpdateExtension s -> List.of(inside.update(s));
            case MoveExtension s -> inside.move(s, names.role(Role.ADMIN));
            case DropExtension s -> List.of(inside.drop(s));
            case AllowNetworks s -> throw new IllegalArgumentException("not SQL: " + s.describe());
            case DumpDatabase s -> throw new IllegalArgumentException("not SQL: " + s.describe());
        };
    }
}
