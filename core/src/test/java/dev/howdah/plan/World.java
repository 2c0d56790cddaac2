package dev.howdah.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.resource.Cidr;
import dev.howdah.resource.Login;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A toy PostgreSQL that runs steps, and complains where the real one would. Written without the planner's tables. */
final class World {

    static final class Role {
        boolean canLogin;
        int limit = -1;
        String marker = "";
        int sessions;
        final Set<String> flags = new TreeSet<>();
        final Map<String, String> settings = new TreeMap<>();
    }

    record Edge(String role, String member) {}

    final Observed.Server server;
    final Map<String, Observed.AvailableExtension> available;
    boolean unborn;
    Observed.PgDatabase database;
    List<Cidr> networks = List.of();
    final Map<String, Role> roles = new TreeMap<>();
    final Map<Edge, Observed.Member> members = new HashMap<>();
    Inner inner = new Inner(this);
    final Set<Login> written = new HashSet<>();
    final Set<String> installed = new HashSet<>();
    final Set<String> dropped = new HashSet<>();

    World(Observed.Server server, Map<String, Observed.AvailableExtension> available) {
        this.server = server;
        this.available = available;
    }

    /** What a look finds. */
    Observed look() {
        Map<String, Observed.PgRole> seen = new TreeMap<>();
        for (Login login : Login.ALL) {
            String name = Sample.plain().names().login(login);
            Role role = roles.get(name);
            if (role != null) {
                Set<Observed.Member> of = new HashSet<>();
                Set<String> in = new TreeSet<>();
                members.forEach((edge, member) -> {
                    if (edge.role().equals(name)) {
                        of.add(member);
                    }
                    if (edge.member().equals(name)) {
                        in.add(edge.role());
                    }
                });
                seen.put(
                        name,
                        new Observed.PgRole(
                                role.canLogin,
                                true,
                                Set.copyOf(role.flags),
                                role.limit,
                                role.marker,
                                Map.copyOf(role.settings),
                                of,
                                in,
                                role.sessions));
            }
        }
        return new Observed(
                server,
                unborn,
                Optional.ofNullable(database),
                seen,
                database == null ? Optional.empty() : Optional.of(inner.look()),
                networks,
                available);
    }

    World apply(List<DatabaseStep> steps) {
        steps.forEach(this::apply);
        return this;
    }

    private void apply(DatabaseStep step) {
        switch (step) {
            case DatabaseStep.CreateLogins s -> s.logins().forEach(this::create);
            case DatabaseStep.AlterLogin s -> {
                Role role = role(s.name());
                role.flags.clear();
                role.canLogin = s.canLogin();
                role.limit = s.connectionLimit();
            }
            case DatabaseStep.SetPassword s -> {
                role(s.name());
                written.add(s.login());
            }
            case DatabaseStep.AlterSettings s -> s.settings().forEach((k, v) -> set(role(s.name()), k, v));
            case DatabaseStep.JoinGroup s ->
                s.members().forEach(m -> join(s.group(), new Observed.Member(m, true, true, false)));
            case DatabaseStep.ActAs s -> {
                join(s.role(), new Observed.Member(s.alt(), false, true, false));
                set(role(s.alt()), "role", s.role());
            }
            case DatabaseStep.RevokeMembership s -> revoke(s.role(), s.member());
            case DatabaseStep.CreateDatabase s -> {
                assertThat(database).isNull();
                unborn = false;
                database = new Observed.PgDatabase(
                        1,
                        server.platform(),
                        s.marker(),
                        s.connectionLimit(),
                        Map.of("PUBLIC", Set.of("CONNECT", "TEMPORARY")),
                        0);
                inner = new Inner(this).fresh();
            }
            case DatabaseStep.OwnDatabase s -> change(s.owner(), database.connectionLimit(), database.acl());
            case DatabaseStep.LimitDatabase s -> change(database.owner(), s.connectionLimit(), database.acl());
            case DatabaseStep.DatabasePrivileges s ->
                change(database.owner(), database.connectionLimit(), granted(database.acl(), s.grants(), s.revokes()));
            case DatabaseStep.AllowNetworks s -> networks = s.networks();
            case DatabaseStep.EndSessions s -> s.logins().forEach(l -> role(l).sessions = 0);
            case DatabaseStep.DumpDatabase s -> {
                assertThat(database).isNotNull();
                role(s.admin());
            }
            case DatabaseStep.DropDatabase ignored -> {
                assertThat(database).isNotNull();
                database = null;
            }
            case DatabaseStep.DropUnborn ignored -> unborn = false;
            case DatabaseStep.DropRoles s -> s.names().forEach(this::drop);
            case DatabaseStep.DropLinks s -> s.names().forEach(this::drop);
            default -> inner.apply(step);
        }
    }

    private void drop(String name) {
        role(name);
        roles.remove(name);
        members.keySet().removeIf(e -> e.role().equals(name) || e.member().equals(name));
    }

    private void create(NewLogin login) {
        assertThat(roles).doesNotContainKey(login.name());
        Role role = new Role();
        role.canLogin = login.canLogin();
        role.limit = login.connectionLimit();
        role.marker = login.marker();
        role.settings.putAll(login.settings());
        roles.put(login.name(), role);
        if (login.canLogin()) {
            written.add(login.login());
        }
        if (server.versionNum() >= 160_000 && !server.superuser()) {
            join(login.name(), new Observed.Member(server.platform(), false, true, true));
        }
    }

    private void set(Role role, String name, String value) {
        assertThat(name.equals("temp_file_limit") && !server.superuser())
                .as("only superusers may touch temp_file_limit")
                .isFalse();
        if (value == null) {
            role.settings.remove(name);
        } else {
            role.settings.put(name, value);
        }
    }

    void join(String role, Observed.Member more) {
        members.merge(
                new Edge(role, more.name()),
                more,
                (a, b) -> new Observed.Member(
                        a.name(), a.inherit() || b.inherit(), a.set() || b.set(), a.admin() || b.admin()));
    }

    private void revoke(String role, String member) {
        Edge edge = new Edge(role, member);
        assertThat(members).containsKey(edge);
        if (member.equals(server.platform()) && server.versionNum() >= 160_000) {
            members.put(
                    edge,
                    new Observed.Member(member, false, true, members.get(edge).admin()));
        } else {
            members.remove(edge);
        }
    }

    private Role role(String name) {
        assertThat(roles).containsKey(name);
        return roles.get(name);
    }

    private void change(String owner, int limit, Map<String, Set<String>> acl) {
        Map<String, Set<String>> others = new TreeMap<>(acl);
        others.remove(owner);
        database = new Observed.PgDatabase(1, owner, database.marker(), limit, others, 0);
    }

    static Map<String, Set<String>> granted(Map<String, Set<String>> acl, List<Grant> grants, List<Grant> revokes) {
        Map<String, Set<String>> now = new TreeMap<>();
        acl.forEach((who, what) -> now.put(who, new TreeSet<>(what)));
        grants.forEach(
                g -> now.computeIfAbsent(g.grantee(), k -> new TreeSet<>()).addAll(g.privileges()));
        revokes.forEach(g -> {
            assertThat(now.getOrDefault(g.grantee(), Set.of())).containsAll(g.privileges());
            now.get(g.grantee()).removeAll(g.privileges());
        });
        now.values().removeIf(Set::isEmpty);
        return now;
    }

    /** The same order at the next turn: what was written is settled, what was installed is managed. */
    Wanted later(Wanted wanted) {
        Set<Login> unsettled = new HashSet<>(wanted.unsettled());
        unsettled.removeAll(written);
        Map<String, String> managed = new HashMap<>(wanted.managedExtensions());
        installed.forEach(name -> managed.put(name, ""));
        dropped.forEach(managed::remove);
        return new Wanted(
                wanted.uid(),
                wanted.database(),
                wanted.cluster(),
                wanted.marker(),
                wanted.seated() || database != null,
                wanted.phase(),
                unsettled,
                managed);
    }

    World copy() {
        World copy = new World(server, available);
        copy.unborn = unborn;
        copy.database = database;
        copy.networks = new ArrayList<>(networks);
        roles.forEach((name, role) -> {
            Role r = new Role();
            r.canLogin = role.canLogin;
            r.limit = role.limit;
            r.marker = role.marker;
            r.sessions = role.sessions;
            r.flags.addAll(role.flags);
            r.settings.putAll(role.settings);
            copy.roles.put(name, r);
        });
        copy.members.putAll(members);
        copy.inner = inner.copy(copy);
        copy.written.addAll(written);
        copy.installed.addAll(installed);
        copy.dropped.addAll(dropped);
        return copy;
    }
}
