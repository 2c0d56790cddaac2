package dev.howdah.postgres.sql;

import dev.howdah.plan.ObjectType;
import dev.howdah.plan.Observed.Inside;
import dev.howdah.plan.Observed.PgExtension;
import dev.howdah.plan.Observed.PgObject;
import dev.howdah.plan.Observed.PgSchema;
import dev.howdah.plan.PrivilegeRules;
import dev.howdah.resource.PgNames;
import dev.howdah.resource.Role;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What one tenant's database holds: four or five queries of catalogs, one snapshot, two round trips. Objects whose privileges are
 * as they should be stay in the server, so ten thousand tables answer with no row. What was counted of writes is read
 * in a transaction of its own before: what is written later is either seen or counted later.
 *
 * @param writes {@link Traces#INSIDE}
 */
record InsideLook(Inside inside, long writes) {

    private static final String KINDS = "'r', 'p', 'v', 'm', 'f', 'S'";

    private record Named<T>(String name, T value) {}

    static InsideLook take(Session session, PgNames names) throws SQLException {
        List<List<Named<?>>> answers = session.answers(
                "BEGIN READ ONLY; " + WRITES + "; COMMIT; BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; " + SCHEMAS
                        + "; " + defaults(names) + "; " + EXTENSIONS + "; " + owns(names),
                row -> new Named<>("", row.getLong("writes")),
                row -> new Named<>(row.getString("nspname"), schema(row)),
                row -> new Named<>(row.getString("type"), Rows.acl(row)),
                row -> new Named<>(row.getString("extname"), extension(row)),
                row -> new Named<>("", row.getBoolean("owns")));
        boolean owns = (Boolean) answers.getLast().getFirst().value();
        List<List<PgObject>> objects =
                session.answers((owns ? objects(names) + "; " : "") + "COMMIT", InsideLook::object);
        Inside inside = new Inside(
                answers.get(1).stream().collect(Collectors.toUnmodifiableMap(Named::name, n -> (PgSchema) n.value())),
                answers.get(2).stream()
                        .collect(Collectors.toUnmodifiableMap(n -> type(n.name()), n -> grants(n.value()))),
                objects.stream().flatMap(List::stream).toList(),
                answers.get(3).stream()
                        .collect(Collectors.toUnmodifiableMap(Named::name, n -> (PgExtension) n.value())));
        return new InsideLook(inside, (Long) answers.getFirst().getFirst().value());
    }

    /** Whether there is anything to compare: planning that takes a new session longer than all the rest. */
    private static String owns(PgNames names) {
        return "SELECT EXISTS (SELECT FROM pg_class c WHERE c.relowner = " + oid(names.role(Role.ADMIN))
                + " AND c.relkind IN (" + KINDS + ")) AS owns";
    }

    private static final String WRITES =
            "SELECT " + Traces.INSIDE + " AS writes FROM pg_database d WHERE d.datname = current_database()";

    private static final String SCHEMAS = "SELECT n.nspname, pg_get_userbyid(n.nspowner) AS owner,"
            + " EXISTS (SELECT FROM pg_depend p WHERE p.classid = 'pg_namespace'::regclass AND p.objid = n.oid"
            + " AND p.deptype = 'e') AS of_extension, a.*"
            + " FROM pg_namespace n, " + Rows.acl("n.nspacl", 'n', "n.nspowner", "true") + " a"
            + " WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";

    private static PgSchema schema(ResultSet row) throws SQLException {
        return new PgSchema(row.getString("owner"), Rows.acl(row), row.getBoolean("of_extension"));
    }

    private static String oid(String role) {
        return "(SELECT r.oid FROM pg_roles r WHERE r.rolname = " + Literal.quote(role) + ")";
    }

    private static String defaults(PgNames names) {
        return "SELECT d.defaclobjtype::text AS type, a.* FROM pg_default_acl d, "
                + Rows.acl("d.defaclacl", 'r', "d.defaclrole", "true")
                + " a WHERE d.defaclnamespace = 0 AND d.defaclobjtype IN ('r', 'S', 'n') AND d.defaclrole = "
                + oid(names.role(Role.ADMIN));
    }

    private static ObjectType type(String code) {
        return Arrays.stream(ObjectType.values())
                .filter(t -> code.equals(String.valueOf(t.code())))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("object type " + code));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Set<String>> grants(Object value) {
        return (Map<String, Set<String>>) value;
    }

    private static final String EXTENSIONS = "SELECT e.extname, n.nspname, e.extversion, pg_get_userbyid(e.extowner)"
            + " AS owner FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace";

    private static PgExtension extension(ResultSet row) throws SQLException {
        return new PgExtension(row.getString("nspname"), row.getString("extversion"), row.getString("owner"));
    }

    /** Only what the write and the read role have is compared: what else the admin grants is its own affair. */
    private static String objects(PgNames names) {
        return "SELECT c.relkind, n.nspname, c.relname, a.* FROM (SELECT " + oid(names.role(Role.ADMIN)) + " AS admin, "
                + oid(names.role(Role.WRITE)) + " AS write, " + oid(names.role(Role.READ)) + " AS read) who"
                + " JOIN pg_class c ON c.relowner = who.admin JOIN pg_namespace n ON n.oid = c.relnamespace, "
                + Rows.acl("c.relacl", 'r', "c.relowner", "e.grantee IN (who.write, who.read)") + " a"
                + " WHERE c.relkind IN (" + KINDS + ") AND c.relpersistence <> 't'"
                + " AND NOT EXISTS (SELECT FROM pg_depend p WHERE p.classid = 'pg_class'::regclass"
                + " AND p.objid = c.oid AND p.objsubid = 0 AND p.deptype = 'e')"
                + " AND CASE WHEN c.relkind = 'S' THEN " + expected(names, ObjectType.SEQUENCE) + " ELSE "
                + expected(names, ObjectType.TABLE) + " END <> ARRAY(SELECT CASE e.grantee WHEN who.read THEN 'read '"
                + " ELSE 'write ' END || e.privilege_type || CASE WHEN e.is_grantable THEN '*' ELSE '' END"
                + " COLLATE \"C\" FROM aclexplode(c.relacl) e WHERE e.grantee IN (who.write, who.read) ORDER BY 1)";
    }

    /** The rule as the query spells what is there: {@code read SELECT}. */
    private static String expected(PgNames names, ObjectType type) {
        Set<String> entries = new TreeSet<>();
        Map<String, Set<String>> rules = PrivilegeRules.objects(names, type);
        for (Role role : List.of(Role.WRITE, Role.READ)) {
            rules.getOrDefault(names.role(role), Set.of()).forEach(p -> entries.add(role.text() + " " + p));
        }
        return Literal.array(entries);
    }

    private static PgObject object(ResultSet row) throws SQLException {
        return new PgObject(
                row.getString("relkind").equals("S") ? ObjectType.SEQUENCE : ObjectType.TABLE,
                row.getString("nspname"),
                row.getString("relname"),
                Rows.acl(row));
    }
}
