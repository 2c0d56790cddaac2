package dev.howdah.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The inside of the toy PostgreSQL's one database. */
final class Inner {

    private final World world;
    final Map<String, Observed.PgSchema> schemas = new TreeMap<>();
    final Map<ObjectType, Map<String, Set<String>>> defaults = new TreeMap<>();
    final List<Observed.PgObject> objects = new ArrayList<>();
    final Map<String, Observed.PgExtension> extensions = new TreeMap<>();

    Inner(World world) {
        this.world = world;
    }

    Inner fresh() {
        schemas.put(
                "public",
                world.server.versionNum() < 150_000
                        ? new Observed.PgSchema(
                                world.server.platform(), Map.of("PUBLIC", Set.of("CREATE", "USAGE")), false)
                        : new Observed.PgSchema("pg_database_owner", Map.of("PUBLIC", Set.of("USAGE")), false));
        extensions.put("plpgsql", new Observed.PgExtension("pg_catalog", "1.0", "postgres"));
        return this;
    }

    Observed.Inside look() {
        return new Observed.Inside(
                Map.copyOf(schemas),
                Map.copyOf(defaults),
                objects.stream().filter(Inner::differs).toList(),
                Map.copyOf(extensions));
    }

    /** What the query of the real look leaves out. */
    private static boolean differs(Observed.PgObject object) {
        boolean table = object.type() == ObjectType.TABLE;
        Set<String> write = table
                ? Set.of("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")
                : Set.of("USAGE", "SELECT", "UPDATE");
        return !object.acl().getOrDefault(Sample.WRITE, Set.of()).equals(write)
                || !object.acl().getOrDefault(Sample.READ, Set.of()).equals(Set.of("SELECT"));
    }

    void apply(DatabaseStep step) {
        assertThat(world.database)
                .as("a database to run '%s' in", step.describe())
                .isNotNull();
        switch (step) {
            case DatabaseStep.OwnSchema s -> {
                Map<String, Set<String>> acl = new TreeMap<>(schema(s.schema()).acl());
                acl.remove(s.owner());
                schemas.put(s.schema(), new Observed.PgSchema(s.owner(), acl, false));
            }
            case DatabaseStep.SchemaPrivileges s -> {
                Observed.PgSchema was = schema(s.schema());
                assertThat(was.owner()).isEqualTo(s.owner());
                schemas.put(
                        s.schema(),
                        new Observed.PgSchema(
                                was.owner(), World.granted(was.acl(), s.grants(), s.revokes()), was.ofExtension()));
            }
            case DatabaseStep.DefaultPrivileges s ->
                defaults.merge(
                        s.type(),
                        World.granted(Map.of(), s.grants(), List.of()),
                        (was, ignored) -> World.granted(was, s.grants(), s.revokes()));
            case DatabaseStep.ObjectPrivileges s ->
                objects.replaceAll(o -> o.type() == s.type()
                                && o.schema().equals(s.schema())
                                && s.objects().contains(o.name())
                        ? new Observed.PgObject(
                                o.type(), o.schema(), o.name(), World.granted(o.acl(), s.grants(), s.revokes()))
                        : o);
            case DatabaseStep.CreateExtension s -> create(s);
            case DatabaseStep.UpdateExtension s -> {
                Observed.PgExtension was = extensions.get(s.name());
                assertThat(was.version()).isEqualTo(s.from());
                assertThat(world.available.get(s.name()).versions()).contains(s.to());
                safe(s.name(), was.schema());
                extensions.put(s.name(), new Observed.PgExtension(was.schema(), s.to(), was.owner()));
            }
            case DatabaseStep.MoveExtension s -> {
                assertThat(world.available.get(s.name()).relocatable()).isTrue();
                if (s.makeSchema()) {
                    make(s.to(), s.schemaOwner(), s.users());
                }
                schema(s.to());
                safe(s.name(), s.to());
                Observed.PgExtension was = extensions.get(s.name());
                extensions.put(s.name(), new Observed.PgExtension(s.to(), was.version(), was.owner()));
            }
            case DatabaseStep.DropExtension s -> {
                assertThat(extensions.keySet())
                        .as("extensions without one that requires %s", s.name())
                        .noneMatch(e -> world.available.containsKey(e)
                                && world.available.get(e).requires().contains(s.name()));
                assertThat(extensions.remove(s.name())).isNotNull();
                world.dropped.add(s.name());
                world.installed.remove(s.name());
            }
            default -> throw new AssertionError("no step for the inside: " + step);
        }
    }

    private void create(DatabaseStep.CreateExtension s) {
        String name = s.extension().name();
        Observed.AvailableExtension known = world.available.get(name);
        assertThat(extensions).doesNotContainKey(name);
        assertThat(extensions.keySet()).containsAll(known.requires());
        assertThat(s.asAdmin()).isEqualTo(known.trusted());
        known.schema().ifPresent(fixed -> assertThat(s.schema()).isEqualTo(fixed));
        String owner = s.asAdmin() ? s.admin() : world.server.platform();
        if (s.makeSchema()) {
            make(s.schema(), owner, s.users());
        }
        if (!s.schema().equals("pg_catalog")) {
            schema(s.schema());
        }
        safe(name, s.schema());
        String version = s.extension().version();
        extensions.put(
                name, new Observed.PgExtension(s.schema(), version == null ? known.defaultVersion() : version, owner));
        world.installed.add(name);
        world.dropped.remove(name);
    }

    private void make(String name, String owner, Set<String> users) {
        assertThat(schemas).doesNotContainKey(name);
        Map<String, Set<String>> acl = new TreeMap<>();
        users.forEach(u -> acl.put(u, Set.of("USAGE")));
        if (owner.equals(Sample.ADMIN)) {
            defaults.getOrDefault(ObjectType.SCHEMA, Map.of()).forEach(acl::put);
        }
        schemas.put(name, new Observed.PgSchema(owner, acl, false));
    }

    /** The platform's rights must never meet what a tenant planted. */
    private void safe(String extension, String schema) {
        if (!world.available.get(extension).trusted() && !schema.equals("pg_catalog")) {
            assertThat(schema(schema).owner()).isEqualTo(world.server.platform());
        }
    }

    private Observed.PgSchema schema(String name) {
        assertThat(schemas).containsKey(name);
        return schemas.get(name);
    }

    Inner copy(World of) {
        Inner copy = new Inner(of);
        copy.schemas.putAll(schemas);
        copy.defaults.putAll(defaults);
        copy.objects.addAll(objects);
        copy.extensions.putAll(extensions);
        return copy;
    }
}
