package dev.howdah.plan;

import dev.howdah.resource.Login;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who is a member of whom: every login of the group that pg_hba.conf names, every second login of its role, and
 * nothing else.
 */
final class MemberPlanner {

    private MemberPlanner() {}

    static List<DatabaseStep> steps(Wanted wanted, Observed observed) {
        Set<DatabaseStep> steps = new LinkedHashSet<>();
        for (Login login : Login.ALL) {
            steps.addAll(surplus(wanted, observed, login));
        }
        joinGroup(wanted, observed).ifPresent(steps::add);
        for (Login login : Login.ALL) {
            if (login.slot() == Login.Slot.ALT && !actsAs(wanted, observed, login)) {
                String alt = wanted.names().login(login);
                steps.add(new DatabaseStep.ActAs(alt, wanted.names().role(login.role())));
            }
        }
        return List.copyOf(steps);
    }

    private static List<DatabaseStep> surplus(Wanted wanted, Observed observed, Login login) {
        String name = wanted.names().login(login);
        Observed.PgRole role = observed.roles().get(name);
        if (role == null) {
            return List.of();
        }
        List<DatabaseStep> steps = new ArrayList<>();
        for (Observed.Member member : sorted(role.members())) {
            if (!mayBeMember(wanted, observed.server(), login, member)) {
                steps.add(new DatabaseStep.RevokeMembership(name, member.name()));
            }
        }
        Set<String> expected = new TreeSet<>();
        observed.server().group().ifPresent(expected::add);
        if (login.slot() == Login.Slot.ALT) {
            expected.add(wanted.names().role(login.role()));
        }
        for (String other : new TreeSet<>(role.memberOf())) {
            if (!expected.contains(other)) {
                steps.add(new DatabaseStep.RevokeMembership(other, name));
            }
        }
        return steps;
    }

    /**
     * The platform needs ADMIN on what it made (PostgreSQL 16 gives it to the creator), and SET to act for the tenant;
     * with inheritance a tenant's own grants would reach it ({@code rds_iam} locks it out). Before 16 every membership
     * inherits, so it is held only by the statement that needs it. A superuser's memberships change nothing there.
     */
    private static boolean mayBeMember(Wanted wanted, Observed.Server server, Login login, Observed.Member member) {
        if (member.name().equals(server.platform())) {
            return platformMayBe(server, member);
        }
        if (login.slot() == Login.Slot.MAIN
                && wanted.links().stream()
                        .anyMatch(l -> l.role() == login.role() && LinkPlanner.isItsOwn(server, l, member))) {
            return true;
        }
        return login.slot() == Login.Slot.MAIN
                && member.name().equals(wanted.names().login(Login.alt(login.role())))
                && !member.admin();
    }

    static boolean platformMayBe(Observed.Server server, Observed.Member member) {
        return server.versionNum() >= 160_000 ? !member.inherit() : server.superuser();
    }

    private static Optional<DatabaseStep> joinGroup(Wanted wanted, Observed observed) {
        return observed.server().group().flatMap(group -> {
            List<String> outside = Login.ALL.stream()
                    .map(wanted.names()::login)
                    .filter(name -> {
                        Observed.PgRole role = observed.roles().get(name);
                        return role == null || !role.memberOf().contains(group);
                    })
                    .toList();
            return outside.isEmpty() ? Optional.empty() : Optional.of(new DatabaseStep.JoinGroup(group, outside));
        });
    }

    private static boolean actsAs(Wanted wanted, Observed observed, Login login) {
        String role = wanted.names().role(login.role());
        Observed.PgRole main = observed.roles().get(role);
        Observed.PgRole alt = observed.roles().get(wanted.names().login(login));
        return main != null
                && alt != null
                && role.equals(alt.settings().get(RoleSettings.ROLE))
                && main.members().stream()
                        .anyMatch(m -> m.name().equals(wanted.names().login(login)) && m.set() && !m.admin());
    }

    static List<Observed.Member> sorted(Set<Observed.Member> members) {
        return members.stream()
                .sorted(Comparator.comparing(Observed.Member::name))
                .toList();
    }
}
