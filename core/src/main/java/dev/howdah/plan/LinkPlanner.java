package dev.howdah.plan;

import dev.howdah.resource.Login;
import dev.howdah.resource.PgNames;
import dev.howdah.resource.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * The logins of a database's links. Each acts as one role of the database and has nothing of its own but CONNECT; what
 * bears a link's mark of this database and is wanted no more is cut off and goes.
 */
public final class LinkPlanner {

    private LinkPlanner() {}

    /** Without those whose name is somebody else's: nothing is ever granted to that. */
    static Wanted own(Wanted wanted, Observed observed) {
        return wanted.linked(
                wanted.links().stream().filter(l -> !taken(l, observed)).toList());
    }

    /** Whether a role of its name is there that is not this link's. */
    public static boolean taken(LinkLogin link, Observed observed) {
        Observed.PgRole there = observed.roles().get(link.name());
        return there != null && !link.marks(there);
    }

    /** Names and uids of the links' logins that are there, wanted or not. */
    public static Map<String, UUID> there(PgNames names, Observed observed) {
        Map<String, UUID> out = new TreeMap<>();
        observed.roles()
                .forEach((name, role) -> LinkMark.parse(role.marker())
                        .filter(m -> m.database().equals(names.database()))
                        .ifPresent(m -> out.put(name, m.uid())));
        return out;
    }

    /** @param wanted with own links only */
    static List<DatabaseStep> steps(Wanted wanted, Observed observed) {
        List<DatabaseStep> steps = new ArrayList<>(cutOff(wanted, observed));
        List<NewLogin> missing = new ArrayList<>();
        List<DatabaseStep> mending = new ArrayList<>();
        for (LinkLogin link : wanted.links()) {
            Observed.PgRole role = observed.roles().get(link.name());
            if (role == null) {
                missing.add(born(wanted, observed.server(), link));
            } else {
                mending.addAll(mend(wanted, observed.server(), link, role));
            }
        }
        if (!missing.isEmpty()) {
            steps.add(new DatabaseStep.CreateLogins(missing));
        }
        steps.addAll(mending);
        steps.addAll(memberships(wanted, observed));
        return steps;
    }

    private static NewLogin born(Wanted wanted, Observed.Server server, LinkLogin link) {
        return new NewLogin(
                LinkLogin.KEY,
                link.name(),
                true,
                connections(wanted, link),
                RoleSettings.limits(wanted, server),
                link.mark());
    }

    private static List<DatabaseStep> mend(
            Wanted wanted, Observed.Server server, LinkLogin link, Observed.PgRole role) {
        List<DatabaseStep> steps = new ArrayList<>();
        if (!link.settled()) {
            steps.add(new DatabaseStep.SetPassword(LinkLogin.KEY, link.name()));
        }
        List<String> why = LoginPlanner.why(true, connections(wanted, link), role);
        if (!why.isEmpty()) {
            steps.add(new DatabaseStep.AlterLogin(LinkLogin.KEY, link.name(), true, connections(wanted, link), why));
        }
        var settings = RoleSettings.changes(wanted, server, Login.alt(link.role()), role.settings());
        if (!settings.isEmpty()) {
            steps.add(new DatabaseStep.AlterSettings(link.name(), settings));
        }
        return steps;
    }

    private static int connections(Wanted wanted, LinkLogin link) {
        return Objects.requireNonNullElse(link.connections(), wanted.connections());
    }

    private static List<DatabaseStep> memberships(Wanted wanted, Observed observed) {
        List<DatabaseStep> steps = new ArrayList<>();
        List<String> outside = new ArrayList<>();
        for (LinkLogin link : wanted.links()) {
            Observed.PgRole role = observed.roles().get(link.name());
            if (role != null) {
                steps.addAll(surplus(wanted, observed, link, role));
            }
            Optional<String> group = observed.server().group();
            if (group.isPresent() && (role == null || !role.memberOf().contains(group.get()))) {
                outside.add(link.name());
            }
        }
        observed.server()
                .group()
                .filter(g -> !outside.isEmpty())
                .ifPresent(g -> steps.add(new DatabaseStep.JoinGroup(g, outside)));
        for (LinkLogin link : wanted.links()) {
            if (!actsAs(wanted, observed, link)) {
                steps.add(new DatabaseStep.ActAs(link.name(), wanted.names().role(link.role())));
            }
        }
        return steps;
    }

    /** Sessions that became another role than it acts as by now stay that role until they end. */
    private static List<DatabaseStep> surplus(Wanted wanted, Observed observed, LinkLogin link, Observed.PgRole role) {
        List<DatabaseStep> steps = new ArrayList<>();
        for (Observed.Member member : MemberPlanner.sorted(role.members())) {
            if (!member.name().equals(observed.server().platform())
                    || !MemberPlanner.platformMayBe(observed.server(), member)) {
                steps.add(new DatabaseStep.RevokeMembership(link.name(), member.name()));
            }
        }
        Set<String> expected = new TreeSet<>();
        observed.server().group().ifPresent(expected::add);
        expected.add(wanted.names().role(link.role()));
        boolean other = false;
        for (String of : new TreeSet<>(role.memberOf())) {
            if (!expected.contains(of)) {
                steps.add(new DatabaseStep.RevokeMembership(of, link.name()));
                other = true;
            }
        }
        if (other) {
            steps.add(new DatabaseStep.EndSessions(wanted.names().database(), List.of(link.name())));
        }
        return steps;
    }

    private static boolean actsAs(Wanted wanted, Observed observed, LinkLogin link) {
        String as = wanted.names().role(link.role());
        Observed.PgRole main = observed.roles().get(as);
        Observed.PgRole role = observed.roles().get(link.name());
        return main != null
                && role != null
                && as.equals(role.settings().get(RoleSettings.ROLE))
                && main.members().stream().anyMatch(m -> isItsOwn(observed.server(), link, m));
    }

    /** Whether a membership in its role is as it shall be. Before PostgreSQL 16 all look as if they inherited. */
    static boolean isItsOwn(Observed.Server server, LinkLogin link, Observed.Member member) {
        return member.name().equals(link.name())
                && member.set()
                && !member.admin()
                && (server.versionNum() < 160_000 || !member.inherit());
    }

    /** What nobody wants any more: nobody logs in, and sessions end. */
    private static List<DatabaseStep> cutOff(Wanted wanted, Observed observed) {
        List<String> names = surplus(wanted, observed);
        List<DatabaseStep> steps = shut(wanted, observed, names);
        if (!names.isEmpty()) {
            steps.add(new DatabaseStep.EndSessions(wanted.names().database(), names));
        }
        return steps;
    }

    /** Then the logins go; after all else that names them. */
    static List<DatabaseStep> drop(Wanted wanted, Observed observed) {
        List<String> names = surplus(wanted, observed);
        return names.isEmpty()
                ? List.of()
                : List.of(new DatabaseStep.DropLinks(names, wanted.names().role(Role.ADMIN)));
    }

    static List<DatabaseStep> leaving(Wanted wanted, Observed observed) {
        List<DatabaseStep> steps = cutOff(wanted, observed);
        steps.addAll(drop(wanted, observed));
        return steps;
    }

    private static List<String> surplus(Wanted wanted, Observed observed) {
        boolean ours = observed.database().map(d -> wanted.marks(d.marker())).orElse(false);
        Set<String> surplus = new TreeSet<>(there(wanted.names(), observed).keySet());
        wantedThere(wanted, observed).forEach(surplus::remove);
        return ours ? List.copyOf(surplus) : List.of();
    }

    /** Those that are wanted and there. */
    static List<String> wantedThere(Wanted wanted, Observed observed) {
        return wanted.links().stream()
                .filter(l -> observed.roles().containsKey(l.name()) && !taken(l, observed))
                .map(LinkLogin::name)
                .toList();
    }

    /** Nobody logs in with any of these. */
    static List<DatabaseStep> shut(Wanted wanted, Observed observed, List<String> names) {
        List<DatabaseStep> steps = new ArrayList<>();
        for (String name : names) {
            Observed.PgRole role = Objects.requireNonNull(observed.roles().get(name));
            if (role.canLogin()) {
                steps.add(new DatabaseStep.AlterLogin(
                        LinkLogin.KEY, name, false, wanted.connections(), List.of("may not log in")));
            }
        }
        return steps;
    }

    /** What would still have to be done for one link of a living database; for showing it. */
    public static List<DatabaseStep> of(Wanted wanted, Observed observed, LinkLogin link) {
        Wanted one = own(wanted.linked(List.of(link)), observed);
        List<DatabaseStep> steps = new ArrayList<>(steps(one, observed));
        steps.removeAll(cutOff(one, observed));
        if (!one.links().isEmpty() && !connects(observed, link)) {
            steps.add(new DatabaseStep.DatabasePrivileges(
                    wanted.names().database(), List.of(new Grant(PrivilegeRules.LINK, link.name())), List.of()));
        }
        return steps;
    }

    /** Whether a link's login is as it shall be, and works. */
    public static boolean works(Wanted wanted, Observed observed, LinkLogin link) {
        return link.settled()
                && !taken(link, observed)
                && of(wanted, observed, link).isEmpty();
    }

    private static boolean connects(Observed observed, LinkLogin link) {
        return observed.database()
                .map(d -> d.acl().getOrDefault(link.name(), Set.of()).containsAll(PrivilegeRules.LINK))
                .orElse(false);
    }
}
