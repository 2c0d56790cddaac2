package dev.howdah.plan;

import dev.howdah.resource.PgNames;
import dev.howdah.resource.Role;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Grants and revokes, exact for the three roles. On the database they are exact for everybody; inside, what the tenant
 * granted to others is the tenant's affair, except that PUBLIC gets nothing on schema public.
 */
final class PrivilegePlanner {

    /** As many objects as one step names, so that statements stay short and locks few. */
    static final int OBJECTS_PER_STEP = 500;

    private static final String PUBLIC_SCHEMA = "public";

    private PrivilegePlanner() {}

    static List<DatabaseStep> steps(Wanted wanted, Observed seen) {
        Observed.PgDatabase database = seen.database().orElseThrow();
        Observed.Inside inside = seen.inside()
                .orElseThrow(() -> new IllegalStateException("a look at a database that is there was not whole"));
        List<DatabaseStep> steps = new ArrayList<>();
        steps.addAll(database(wanted, seen.server(), database));
        steps.addAll(schemas(wanted.names(), inside));
        steps.addAll(defaults(wanted.names(), inside));
        steps.addAll(objects(wanted.names(), inside.objects()));
        return steps;
    }

    private static List<DatabaseStep> database(Wanted wanted, Observed.Server server, Observed.PgDatabase database) {
        PgNames names = wanted.names();
        Map<String, Set<String>> rules = PrivilegeRules.database(names);
        wanted.links().forEach(link -> rules.put(link.name(), PrivilegeRules.LINK));
        Set<String> everybody = new HashSet<>(rules.keySet());
        everybody.addAll(database.acl().keySet());
        everybody.remove(server.platform());
        AclDiff diff = AclDiff.of(database.acl(), rules, everybody);
        return diff.isEmpty()
                ? List.of()
                : List.of(new DatabaseStep.DatabasePrivileges(names.database(), diff.grants(), diff.revokes()));
    }

    private static List<DatabaseStep> schemas(PgNames names, Observed.Inside inside) {
        String admin = names.role(Role.ADMIN);
        List<DatabaseStep> steps = new ArrayList<>();
        new TreeMap<>(inside.schemas()).forEach((name, schema) -> {
            boolean isPublic = name.equals(PUBLIC_SCHEMA);
            if (schema.ofExtension()) {
                return;
            }
            if (isPublic && !schema.owner().equals(admin)) {
                steps.add(new DatabaseStep.OwnSchema(name, admin));
            }
            if (isPublic || schema.owner().equals(admin)) {
                var rules = PrivilegeRules.objects(names, ObjectType.SCHEMA);
                Set<String> grantees = new TreeSet<>(rules.keySet());
                if (isPublic) {
                    grantees.add(Grant.PUBLIC);
                }
                AclDiff diff = AclDiff.of(schema.acl(), rules, grantees);
                if (!diff.isEmpty()) {
                    steps.add(new DatabaseStep.SchemaPrivileges(name, admin, diff.grants(), diff.revokes()));
                }
            }
        });
        return steps;
    }

    private static List<DatabaseStep> defaults(PgNames names, Observed.Inside inside) {
        List<DatabaseStep> steps = new ArrayList<>();
        for (ObjectType type : ObjectType.values()) {
            var rules = PrivilegeRules.objects(names, type);
            AclDiff diff = AclDiff.of(inside.defaults().getOrDefault(type, Map.of()), rules, rules.keySet());
            if (!diff.isEmpty()) {
                steps.add(new DatabaseStep.DefaultPrivileges(
                        names.role(Role.ADMIN), type, diff.grants(), diff.revokes()));
            }
        }
        return steps;
    }

    /** What objects in one schema have in common. */
    private record Kin(ObjectType type, String schema, AclDiff diff) {}

    private static List<DatabaseStep> objects(PgNames names, List<Observed.PgObject> objects) {
        Map<Kin, List<String>> kin = new LinkedHashMap<>();
        for (Observed.PgObject object : objects) {
            var rules = PrivilegeRules.objects(names, object.type());
            AclDiff diff = AclDiff.of(object.acl(), rules, rules.keySet());
            if (!diff.isEmpty()) {
                kin.computeIfAbsent(new Kin(object.type(), object.schema(), diff), k -> new ArrayList<>())
                        .add(object.name());
            }
        }
        List<DatabaseStep> steps = new ArrayList<>();
        kin.forEach((k, all) -> {
            for (int from = 0; from < all.size(); from += OBJECTS_PER_STEP) {
                List<String> some = all.subList(from, Math.min(from + OBJECTS_PER_STEP, all.size()));
                steps.add(new DatabaseStep.ObjectPrivileges(
                        names.role(Role.ADMIN),
                        k.type(),
                        k.schema(),
                        some,
                        k.diff().grants(),
                        k.diff().revokes()));
            }
        });
        return steps;
    }
}
