package dev.howdah.postgres.sql;

import dev.howdah.plan.DatabaseStep;
import dev.howdah.plan.ObjectType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The statements of steps inside a tenant's database. What belongs to the tenant is changed as the tenant's admin role,
 * so that nothing that lies in wait there meets the platform's rights.
 */
final class InsideSql {

    private static final String OWNED_BY_DATABASE_OWNER = "pg_database_owner";
    private static final int NAMES_PER_STATEMENT = 500;

    private final Facts facts;

    InsideSql(Facts facts) {
        this.facts = facts;
    }

    Sql own(DatabaseStep.OwnSchema step) {
        Sql sql = Sql.of(
                "ALTER SCHEMA " + Identifier.quote(step.schema()) + " OWNER TO " + Identifier.quote(step.owner()));
        return step.owner().equals(facts.platform()) ? sql : sql.member(step.owner());
    }

    List<Sql> schema(DatabaseStep.SchemaPrivileges step) {
        return as(
                step.owner(),
                Privileges.statements("", "SCHEMA " + Identifier.quote(step.schema()), step.grants(), step.revokes()));
    }

    List<Sql> defaults(DatabaseStep.DefaultPrivileges step) {
        String prefix = "ALTER DEFAULT PRIVILEGES FOR ROLE " + Identifier.quote(step.owner()) + " ";
        return as(step.owner(), Privileges.statements(prefix, step.type().plural(), step.grants(), step.revokes()));
    }

    List<Sql> objects(DatabaseStep.ObjectPrivileges step) {
        List<String> out = new ArrayList<>();
        String keyword =
                step.type() == ObjectType.SCHEMA ? "SCHEMA " : step.type().name() + " ";
        for (int from = 0; from < step.objects().size(); from += NAMES_PER_STATEMENT) {
            int to = Math.min(step.objects().size(), from + NAMES_PER_STATEMENT);
            String names = step.objects().subList(from, to).stream()
                    .map(name -> Identifier.qualified(step.schema(), name))
                    .collect(Collectors.joining(", "));
            out.addAll(Privileges.statements("", keyword + names, step.grants(), step.revokes()));
        }
        return as(step.owner(), out);
    }

    List<Sql> create(DatabaseStep.CreateExtension step) {
        String schema = Identifier.quote(step.schema());
        List<String> out = new ArrayList<>();
        if (step.makeSchema()) {
            out.addAll(make(schema, step.users()));
        }
        String version = step.extension().version();
        out.add("CREATE EXTENSION IF NOT EXISTS "
                + Identifier.quote(step.extension().name()) + " SCHEMA " + schema
                + (version == null ? "" : " VERSION " + Literal.quote(version)));
        return as(step.asAdmin() ? step.admin() : facts.platform(), out);
    }

    Sql update(DatabaseStep.UpdateExtension step) {
        Sql sql = Sql.of("ALTER EXTENSION " + Identifier.quote(step.name()) + " UPDATE TO " + Literal.quote(step.to()));
        return step.asAdmin() ? sql.as(step.admin()) : sql;
    }

    /** Moving needs what the extension's owner may and what the new schema's owner may. */
    List<Sql> move(DatabaseStep.MoveExtension step, String admin) {
        String schema = Identifier.quote(step.to());
        List<Sql> out = new ArrayList<>();
        if (step.makeSchema()) {
            as(step.schemaOwner(), make(schema, step.users())).forEach(out::add);
        }
        out.add(Sql.of("ALTER EXTENSION " + Identifier.quote(step.name()) + " SET SCHEMA " + schema)
                .inheriting(Set.of(admin)));
        return out;
    }

    Sql drop(DatabaseStep.DropExtension step) {
        Sql sql = Sql.of("DROP EXTENSION IF EXISTS " + Identifier.quote(step.name()) + " RESTRICT");
        return step.asAdmin() ? sql.as(step.admin()) : sql;
    }

    private static List<String> make(String schema, Set<String> users) {
        String create = "CREATE SCHEMA " + schema;
        return users.isEmpty()
                ? List.of(create)
                : List.of(create, "GRANT USAGE ON SCHEMA " + schema + " TO " + Identifier.list(users));
    }

    private List<Sql> as(String owner, List<String> statements) {
        boolean self = owner.equals(facts.platform()) || owner.equals(OWNED_BY_DATABASE_OWNER);
        return statements.stream()
                .map(text -> self ? Sql.of(text) : Sql.of(text).as(owner))
                .toList();
    }
}
