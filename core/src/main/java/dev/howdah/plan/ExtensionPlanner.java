package dev.howdah.plan;

import dev.howdah.resource.Extension;
import dev.howdah.resource.Role;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Extensions: those ordered (and what they require) are there in the version and schema ordered; those that Howdah
 * installed and nobody orders any more go; the tenant's own stay.
 *
 * <p>A trusted extension is installed by the tenant's admin, in schema public unless the order says otherwise. Any
 * other runs with the platform's rights; a tenant could have planted functions and operators for it to stumble over in
 * a schema of its own, so it goes into a schema that the platform made and owns ({@code extensions} unless the order
 * says otherwise), which the three roles may use: {@code search_path} or the schema's name leads there.
 */
final class ExtensionPlanner {

    static final String PLATFORM_SCHEMA = "extensions";

    private static final String TENANT_SCHEMA = "public";

    private final Wanted wanted;
    private final Observed.Server server;
    private final Observed.Inside inside;
    private final Map<String, Observed.AvailableExtension> available;
    private final String admin;
    private final Map<String, String> madeFor = new HashMap<>();
    private final Set<String> shared = new HashSet<>();
    private final Set<String> refusedNames = new HashSet<>();
    private final List<DatabaseStep> steps = new ArrayList<>();
    private final List<ExtensionRefusal> refusals = new ArrayList<>();

    private ExtensionPlanner(Wanted wanted, Observed seen) {
        this.wanted = wanted;
        this.server = seen.server();
        this.inside = seen.inside().orElseThrow();
        this.available = seen.available();
        this.admin = wanted.names().role(Role.ADMIN);
    }

    /** What can be done, and what can't. */
    record Result(List<DatabaseStep> steps, Optional<Plan.Blocked<DatabaseStep>> trouble) {}

    static Result of(Wanted wanted, Observed seen) {
        return new ExtensionPlanner(wanted, seen).result();
    }

    private Result result() {
        List<ExtensionWish> wishes = ExtensionWish.of(wanted.database().spec().extensions(), available);
        for (ExtensionWish wish : wishes) {
            Observed.PgExtension there = inside.installed().get(wish.name());
            if (Collections.disjoint(ExtensionWish.requirements(wish.name(), available), refusedNames)) {
                ExtensionRefusal.of(wanted, wish, available, there != null)
                        .or(() -> meet(wish, there))
                        .ifPresent(r -> {
                            refusals.add(r);
                            refusedNames.add(wish.name());
                        });
            } else {
                refusedNames.add(wish.name());
            }
        }
        drop(wishes.stream().map(ExtensionWish::name).collect(Collectors.toSet()));
        return new Result(steps, trouble());
    }

    private Optional<Plan.Blocked<DatabaseStep>> trouble() {
        return refusals.stream()
                .findFirst()
                .map(first -> new Plan.Blocked<>(
                        first.reason(),
                        Stream.concat(
                                        refusals.stream().map(ExtensionRefusal::message),
                                        refusals.stream()
                                                .map(ExtensionRefusal::hint)
                                                .distinct())
                                .filter(text -> !text.isEmpty())
                                .collect(Collectors.joining(" "))));
    }

    private Optional<ExtensionRefusal> meet(ExtensionWish wish, Observed.@Nullable PgExtension there) {
        if (there == null) {
            return create(wish);
        }
        if (!wish.ordered() && !wanted.managedExtensions().containsKey(wish.name())) {
            return Optional.empty();
        }
        return update(wish, there).or(() -> move(wish, there));
    }

    private Optional<ExtensionRefusal> create(ExtensionWish wish) {
        String schema = target(wish);
        var refusal = misplaced(wish, schema);
        if (refusal.isEmpty()) {
            boolean asAdmin = trusted(wish);
            boolean make = make(schema, asAdmin);
            steps.add(new DatabaseStep.CreateExtension(wish.extension(), schema, make, asAdmin, admin, users(asAdmin)));
            share(schema);
        }
        return refusal;
    }

    private Optional<ExtensionRefusal> update(ExtensionWish wish, Observed.PgExtension there) {
        var known = available.get(wish.name());
        String asked = wish.extension().version();
        String to = asked != null ? asked : known == null ? there.version() : known.defaultVersion();
        if (to.equals(there.version())) {
            return Optional.empty();
        }
        if (known == null) {
            return Optional.of(ExtensionRefusal.version(wish, to, Set.of(there.version())));
        }
        var refusal = foreign(wish, there.schema());
        if (refusal.isEmpty()) {
            boolean asAdmin = trusted(wish) && there.owner().equals(admin);
            steps.add(new DatabaseStep.UpdateExtension(wish.name(), there.version(), to, asAdmin, admin));
        }
        return refusal;
    }

    private Optional<ExtensionRefusal> move(ExtensionWish wish, Observed.PgExtension there) {
        String to = wish.extension().schema();
        if (to == null || to.equals(there.schema())) {
            share(there.schema());
            return Optional.empty();
        }
        var known = available.get(wish.name());
        boolean able = server.superuser() || there.owner().equals(server.platform());
        if (known == null || !known.relocatable() || !able) {
            return Optional.of(ExtensionRefusal.immovable(wish, there.schema(), to));
        }
        var refusal = misplaced(wish, to);
        if (refusal.isEmpty()) {
            boolean forAdmin = trusted(wish);
            boolean make = make(to, forAdmin);
            steps.add(new DatabaseStep.MoveExtension(
                    wish.name(), there.schema(), to, make, forAdmin ? admin : server.platform(), users(forAdmin)));
            share(to);
        }
        return refusal;
    }

    /** What Howdah installed and nobody wants any more, dependents first. */
    private void drop(Set<String> wished) {
        List<Extension> managed = wanted.managedExtensions().keySet().stream()
                .sorted()
                .map(name -> new Extension(name, null, null))
                .toList();
        Set<String> staying = new TreeSet<>(inside.installed().keySet());
        for (ExtensionWish wish : ExtensionWish.of(managed, available).reversed()) {
            String name = wish.name();
            Observed.PgExtension there = inside.installed().get(name);
            if (!wish.ordered() || there == null || wished.contains(name)) {
                continue;
            }
            List<String> users = staying.stream()
                    .filter(other ->
                            ExtensionWish.requirements(other, available).contains(name))
                    .toList();
            if (users.isEmpty()) {
                staying.remove(name);
                steps.add(new DatabaseStep.DropExtension(name, there.owner().equals(admin), admin));
            } else {
                refusals.add(ExtensionRefusal.inUse(wish, users));
            }
        }
    }

    private boolean trusted(ExtensionWish wish) {
        var known = available.get(wish.name());
        return known != null && known.trusted();
    }

    private String target(ExtensionWish wish) {
        String asked = wish.extension().schema();
        if (asked != null) {
            return asked;
        }
        var known = available.get(wish.name());
        return known != null && known.schema().isPresent()
                ? known.schema().get()
                : trusted(wish) ? TENANT_SCHEMA : PLATFORM_SCHEMA;
    }

    private Optional<ExtensionRefusal> misplaced(ExtensionWish wish, String schema) {
        var known = available.get(wish.name());
        boolean fixed = known != null && known.schema().filter(schema::equals).isPresent();
        return system(schema) && !fixed ? Optional.of(ExtensionRefusal.system(wish, schema)) : foreign(wish, schema);
    }

    /** Whether what runs with the platform's rights would run in a schema that is not the platform's. */
    private Optional<ExtensionRefusal> foreign(ExtensionWish wish, String schema) {
        if (trusted(wish) || system(schema)) {
            return Optional.empty();
        }
        Observed.PgSchema there = inside.schemas().get(schema);
        String owner = schema.equals(TENANT_SCHEMA)
                ? admin
                : there == null ? madeFor.getOrDefault(schema, server.platform()) : there.owner();
        return owner.equals(server.platform())
                ? Optional.empty()
                : Optional.of(ExtensionRefusal.unsafe(wish, schema, owner));
    }

    /** Whether a step has to make a schema: an earlier step of this plan may do so already. */
    private boolean make(String schema, boolean forAdmin) {
        return !system(schema)
                && !inside.schemas().containsKey(schema)
                && madeFor.putIfAbsent(schema, forAdmin ? admin : server.platform()) == null;
    }

    /** Lets the three roles use a schema of the platform's that is there already. */
    private void share(String schema) {
        Observed.PgSchema there = inside.schemas().get(schema);
        if (there == null
                || there.ofExtension()
                || !there.owner().equals(server.platform())
                || schema.equals(TENANT_SCHEMA)
                || !shared.add(schema)) {
            return;
        }
        var rules = PrivilegeRules.platformSchema(wanted.names());
        AclDiff diff = AclDiff.of(there.acl(), rules, rules.keySet());
        if (!diff.isEmpty()) {
            steps.add(new DatabaseStep.SchemaPrivileges(schema, there.owner(), diff.grants(), diff.revokes()));
        }
    }

    private Set<String> users(boolean ofAdmin) {
        Set<String> users =
                new TreeSet<>(PrivilegeRules.platformSchema(wanted.names()).keySet());
        if (ofAdmin) {
            users.remove(admin);
        }
        return users;
    }

    private static boolean system(String schema) {
        return schema.startsWith("pg_") || schema.equals("information_schema");
    }
}
