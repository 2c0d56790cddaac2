package dev.howdah.plan;

import dev.howdah.resource.ByteSize;
import dev.howdah.resource.Cidr;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Extension;
import dev.howdah.resource.Limits;
import dev.howdah.resource.Login;
import dev.howdah.resource.TimeSpan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Orders and worlds as chance has them: drifted in every way that a look can see. */
final class Chance {

    private static final List<String> SOME_EXTENSIONS =
            List.of("hstore", "pg_trgm", "cube", "earthdistance", "dblink", "pg_cron", "no_such", "plpgsql");
    private static final List<String> SCHEMAS = List.of("public", "extensions", "app", "kv", "pg_catalog");

    private final Random random;

    Chance(Random random) {
        this.random = random;
    }

    Wanted wanted(Observed.Server server, boolean reachable) {
        List<Cidr> networks = reachable && !server.networksSupported()
                ? List.of()
                : some(List.of(Cidr.parse("10.0.0.0/8"), Cidr.parse("192.0.2.7")));
        List<Extension> extensions = some(SOME_EXTENSIONS).stream()
                .map(name -> new Extension(name, rarely(pick(SCHEMAS)), rarely(pick(List.of("1.1", "1.2", "9.9")))))
                .toList();
        return new Wanted(
                Sample.UID,
                Sample.database(limits(), extensions, networks),
                Sample.cluster(limits(), new Cluster.ExtensionRules(some(SOME_EXTENSIONS), few(SOME_EXTENSIONS))),
                Sample.MARKER,
                false,
                Wanted.Phase.LIVE,
                Set.copyOf(some(Login.ALL)),
                managed());
    }

    private Map<String, String> managed() {
        Map<String, String> managed = new HashMap<>();
        some(List.of("hstore", "cube", "earthdistance", "dblink")).forEach(name -> managed.put(name, "1.0"));
        return managed;
    }

    private Limits limits() {
        return new Limits(
                rarely(1 + random.nextInt(100)),
                null,
                rarely(TimeSpan.parse("30s")),
                rarely(TimeSpan.parse("5m")),
                rarely(ByteSize.parse("1Gi")));
    }

    Observed.Server server() {
        return new Observed.Server(
                pick(List.of(140_009, 150_018, 180_001)),
                "platform",
                random.nextBoolean(),
                random.nextBoolean() ? Optional.of("howdah_tenants") : Optional.empty(),
                random.nextBoolean());
    }

    /** A world in which every one of our names that exists is ours. */
    World world(Observed.Server server) {
        World world = new World(server, Sample.EXTENSIONS);
        world.unborn = random.nextInt(4) == 0;
        List<String> names =
                Login.ALL.stream().map(l -> Sample.plain().names().login(l)).toList();
        for (String name : random.nextInt(4) == 0 ? some(names) : names) {
            world.roles.put(name, role());
        }
        List<String> others = new ArrayList<>(names);
        others.addAll(List.of("platform", "intruder", "howdah_tenants", "pg_read_all_data"));
        for (int i = random.nextInt(12); i > 0; i--) {
            String role = pick(others);
            String member = pick(others);
            boolean ours = world.roles.containsKey(role) || world.roles.containsKey(member);
            if (!role.equals(member) && ours && known(world, names, role) && known(world, names, member)) {
                boolean old = server.versionNum() < 160_000;
                world.join(
                        role,
                        new Observed.Member(
                                member,
                                old || random.nextBoolean(),
                                old || random.nextBoolean(),
                                random.nextInt(4) == 0));
            }
        }
        if (random.nextInt(4) > 0) {
            world.database = new Observed.PgDatabase(
                    1,
                    random.nextInt(4) > 0 ? "platform" : Sample.ADMIN,
                    Sample.MARKER,
                    random.nextInt(60),
                    acl(List.of("CONNECT", "TEMPORARY", "CREATE")),
                    0);
            inside(world.inner);
        }
        world.networks = server.networksSupported() ? some(List.of(Cidr.parse("10.0.0.0/8"))) : List.of();
        return world;
    }

    private static boolean known(World world, List<String> ours, String name) {
        return world.roles.containsKey(name) || !ours.contains(name);
    }

    private World.Role role() {
        World.Role role = new World.Role();
        role.canLogin = random.nextBoolean();
        role.limit = random.nextInt(60) - 1;
        role.marker = Sample.MARKER;
        role.sessions = random.nextInt(3);
        role.flags.addAll(few(List.of("SUPERUSER", "CREATEDB", "CREATEROLE", "REPLICATION", "BYPASSRLS")));
        for (String name : few(List.of("statement_timeout", "temp_file_limit", "role", "search_path"))) {
            role.settings.put(name, pick(List.of("30000ms", "30s", Sample.WRITE, "1kB")));
        }
        return role;
    }

    private void inside(Inner inner) {
        for (String name : some(List.of("public", "app", "kv", "extensions"))) {
            String owner = pick(List.of(Sample.ADMIN, Sample.ADMIN, "platform", "pg_database_owner", "intruder"));
            Map<String, Set<String>> acl = acl(List.of("USAGE", "CREATE"));
            acl.remove(owner);
            inner.schemas.put(
                    name, new Observed.PgSchema(owner, acl, !name.equals("public") && random.nextInt(8) == 0));
        }
        for (ObjectType type : some(List.of(ObjectType.values()))) {
            var defaults = acl(type == ObjectType.SCHEMA ? List.of("USAGE", "CREATE") : List.of("SELECT", "UPDATE"));
            // An extension's schema public made anew would have what PUBLIC gets here: that takes a second plan.
            defaults.remove("PUBLIC");
            inner.defaults.put(type, defaults);
        }
        for (int i = random.nextInt(6); i > 0; i--) {
            ObjectType type = pick(List.of(ObjectType.TABLE, ObjectType.SEQUENCE));
            inner.objects.add(
                    new Observed.PgObject(type, "app", "object" + i, acl(List.of("SELECT", "UPDATE", "USAGE"))));
        }
        List<String> installed = new ArrayList<>(some(List.of("hstore", "cube", "earthdistance", "dblink")));
        if (installed.contains("earthdistance") && !installed.contains("cube")) {
            installed.add("cube");
        }
        for (String name : installed) {
            List<String> schemas = List.copyOf(inner.schemas.keySet());
            inner.extensions.put(
                    name,
                    new Observed.PgExtension(
                            schemas.isEmpty() ? "pg_catalog" : pick(schemas),
                            pick(List.of("1.1", Sample.EXTENSIONS.get(name).defaultVersion())),
                            pick(List.of(Sample.ADMIN, "platform"))));
        }
    }

    private Map<String, Set<String>> acl(List<String> privileges) {
        Map<String, Set<String>> acl = new TreeMap<>();
        List<String> grantees = List.of(Sample.ADMIN, Sample.WRITE, Sample.READ, "PUBLIC", "intruder");
        for (String grantee : some(grantees)) {
            Set<String> granted = new TreeSet<>(some(privileges));
            if (!granted.isEmpty()) {
                acl.put(grantee, granted);
            }
        }
        return acl;
    }

    /** Makes some of our names somebody else's. */
    World strangers(World world) {
        for (World.Role role : world.roles.values()) {
            role.marker = marker();
        }
        if (world.database != null) {
            Observed.PgDatabase was = world.database;
            world.database = new Observed.PgDatabase(
                    was.oid(), was.owner(), marker(), was.connectionLimit(), was.acl(), was.sizeBytes());
        }
        return world;
    }

    private String marker() {
        return pick(List.of(
                Sample.MARKER, Sample.MARKER, Sample.MARKER, "", "howdah: 7d444840-9dc0-11d1-b245-5ffdce74fad2 a/b"));
    }

    <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private <T> T rarely(T value) {
        return random.nextInt(3) == 0 ? value : null;
    }

    private <T> List<T> some(Collection<T> from) {
        return from.stream().filter(x -> random.nextBoolean()).toList();
    }

    private <T> List<T> few(Collection<T> from) {
        return from.stream().filter(x -> random.nextInt(5) == 0).toList();
    }
}
