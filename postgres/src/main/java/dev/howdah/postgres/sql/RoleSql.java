package dev.howdah.postgres.sql;

import dev.howdah.plan.DatabaseStep;
import dev.howdah.plan.NewLogin;
import dev.howdah.resource.PgNames;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Trouble;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The statements of steps about roles. */
final class RoleSql {

    private static final String MASK = "'****'";

    private final Facts facts;

    private final List<String> own;

    /** @param names of the order: every other login is a link's */
    RoleSql(Facts facts, PgNames names) {
        this.facts = facts;
        this.own = Facts.roleNames(names);
    }

    List<Sql> create(DatabaseStep.CreateLogins step) {
        List<Sql> out = new ArrayList<>();
        if (facts.membershipOptions() && !facts.superuser()) {
            // else the platform could become a member, with inheritance, of every role that it makes
            out.add(Sql.of("SET LOCAL createrole_self_grant = ''"));
        }
        for (NewLogin login : step.logins()) {
            boolean there = facts.ourRole(login.name());
            String name = Identifier.quote(login.name());
            String verb = there ? "ALTER" : "CREATE";
            String attributes = attributes(login.name(), login.canLogin(), login.connectionLimit(), !there);
            @Nullable String verifier = login.canLogin() ? facts.verifiers().get(login.name()) : null;
            boolean password =
                    login.canLogin() && (verifier != null || facts.uid().isEmpty());
            String head = verb + " ROLE " + name + " " + attributes;
            out.add(Sql.secret(
                    password ? head + " PASSWORD " + Literal.quote(verifier == null ? "" : verifier) : head,
                    password ? head + " PASSWORD " + MASK : head));
            out.add(Sql.of("COMMENT ON ROLE " + name + " IS " + Literal.quote(login.marker())));
            login.settings().forEach((key, value) -> out.add(set(login.name(), key, value)));
        }
        return out;
    }

    Sql alter(DatabaseStep.AlterLogin step) {
        return Sql.of("ALTER ROLE " + facts.role(step.name()) + " "
                + attributes(step.name(), step.canLogin(), step.connectionLimit(), false));
    }

    /**
     * Before PostgreSQL 16 a platform login that is no superuser may not even name SUPERUSER, REPLICATION and
     * BYPASSRLS in ALTER ROLE; it names those that are set, so that the refusal is PostgreSQL's own.
     */
    private String attributes(String name, boolean canLogin, int connectionLimit, boolean fresh) {
        Set<String> guarded = new TreeSet<>();
        if (facts.superuser() || fresh) {
            guarded.addAll(Set.of("SUPERUSER", "REPLICATION", "BYPASSRLS"));
        } else {
            Facts.@Nullable Present present = facts.roles().get(name);
            guarded.addAll(present == null ? Set.of() : present.flags());
        }
        StringBuilder out = new StringBuilder("NOCREATEDB NOCREATEROLE");
        guarded.forEach(flag -> out.append(" NO").append(flag));
        // before PostgreSQL 16 a link could else use its role without becoming it, and own what it makes
        out.append(own.contains(name) ? " INHERIT" : " NOINHERIT").append(canLogin ? " LOGIN" : " NOLOGIN");
        return out.append(" CONNECTION LIMIT ").append(connectionLimit).toString();
    }

    Sql password(DatabaseStep.SetPassword step) {
        String head = "ALTER ROLE " + facts.role(step.name()) + " PASSWORD ";
        @Nullable String verifier = facts.verifiers().get(step.name());
        if (verifier == null && facts.uid().isPresent()) {
            throw new Trouble(Reason.FAILED, "there is no password for " + step.name());
        }
        return Sql.secret(head + Literal.quote(verifier == null ? "" : verifier), head + MASK);
    }

    List<Sql> settings(DatabaseStep.AlterSettings step) {
        List<Sql> out = new ArrayList<>();
        facts.role(step.name());
        step.settings().forEach((key, value) -> out.add(set(step.name(), key, value)));
        return out;
    }

    static Sql set(String role, String key, @Nullable String value) {
        String head = "ALTER ROLE " + Identifier.quote(role);
        return Sql.of(
                value == null
                        ? head + " RESET " + Identifier.setting(key)
                        : head + " SET " + Identifier.setting(key) + " = " + Literal.quote(value));
    }

    /** A tenant must not be able to become the group, which it shares with others: membership is all that counts. */
    Sql join(DatabaseStep.JoinGroup step) {
        step.members().forEach(facts::role);
        return Sql.of("GRANT " + Identifier.quote(step.group()) + " TO " + Identifier.list(step.members())
                + (facts.membershipOptions() ? " WITH ADMIN FALSE, INHERIT FALSE, SET FALSE" : ""));
    }

    List<Sql> actAs(DatabaseStep.ActAs step) {
        String role = facts.role(step.role());
        String alt = facts.role(step.alt());
        return List.of(
                Sql.of("GRANT " + role + " TO " + alt
                        + (facts.membershipOptions() ? " WITH ADMIN FALSE, INHERIT FALSE, SET TRUE" : "")),
                Sql.of("ALTER ROLE " + alt + " SET role = " + Literal.quote(step.role())));
    }

    /** From 16 on there is one membership for each grantor, and a plain REVOKE would take only the platform's own. */
    List<Sql> revoke(DatabaseStep.RevokeMembership step) {
        String role = Identifier.quote(step.role());
        String member = Identifier.quote(step.member());
        if (!facts.membershipOptions()) {
            return List.of(Sql.of("REVOKE " + role + " FROM " + member + " CASCADE"));
        }
        String what = step.member().equals(facts.platform()) ? "INHERIT OPTION FOR " : "";
        List<Sql> out = new ArrayList<>();
        for (Facts.Membership m : facts.memberships()) {
            if (m.role().equals(step.role()) && m.member().equals(step.member())) {
                out.add(Sql.of("REVOKE " + what + role + " FROM " + member + " GRANTED BY "
                        + Identifier.quote(m.grantor()) + " CASCADE"));
            }
        }
        return out.isEmpty() && facts.uid().isEmpty()
                ? List.of(Sql.of("REVOKE " + what + role + " FROM " + member + " CASCADE"))
                : out;
    }

    List<Sql> drop(List<String> names) {
        List<String> there = there(names);
        return there.isEmpty() ? List.of() : List.of(Sql.of("DROP ROLE " + Identifier.list(there)));
    }

    private List<String> there(List<String> names) {
        return names.stream()
                .filter(name -> facts.uid().isEmpty() || facts.ourRole(name))
                .toList();
    }

    /** What a link's login owns in its database goes to the admin role, and what it was granted is taken back. */
    List<Sql> empty(DatabaseStep.DropLinks step) {
        List<Sql> out = new ArrayList<>();
        for (String name : there(step.names())) {
            String login = Identifier.quote(name);
            Set<String> both = Set.of(name, step.admin());
            out.add(Sql.of("REASSIGN OWNED BY " + login + " TO " + facts.role(step.admin()))
                    .inheriting(both));
            out.add(Sql.of("DROP OWNED BY " + login + " RESTRICT").inheriting(both));
        }
        return out;
    }

    /** Ends the sessions of these logins, each as that login, unless the platform is a superuser. */
    List<Sql> endSessions(List<String> logins) {
        if (facts.superuser()) {
            return List.of(Sql.query(terminate("usename = ANY (" + Literal.array(logins) + ")")));
        }
        List<Sql> out = new ArrayList<>();
        for (String login : logins) {
            if (facts.uid().isEmpty() || facts.ourRole(login)) {
                out.add(Sql.query(terminate("usename = " + Literal.quote(login)))
                        .as(login));
            }
        }
        return out;
    }

    private static String terminate(String which) {
        return "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE " + which
                + " AND pid <> pg_backend_pid()";
    }
}
