package dev.howdah.postgres.sql;

import dev.howdah.plan.DatabaseStep;
import dev.howdah.plan.LinkLogin;
import dev.howdah.plan.LinkMark;
import dev.howdah.plan.NewLogin;
import dev.howdah.resource.PgNames;
import dev.howdah.resource.Role;
import dev.howdah.testkit.ThrowawayPostgres.Account;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** Links of an order, with the control plane's memory of them. */
final class Guests {

    private final Order order;
    private final Map<String, LinkLogin> wanted = new TreeMap<>();
    private final Map<String, UUID> known = new HashMap<>();
    private final Set<String> settled = new HashSet<>();

    Guests(Order order) {
        this.order = order;
    }

    /** @return the login's name */
    String add(String name, Role role) {
        return add(UUID.randomUUID(), name, role, null);
    }

    String add(UUID uid, String name, Role role, Integer connections) {
        String namespace = order.names.database() + "-app";
        String login = PgNames.link(namespace, name);
        String mark = new LinkMark(uid, namespace, name, order.names.database()).toString();
        wanted.put(login, new LinkLogin(uid, login, mark, role, connections, false));
        known.put(login, uid);
        return login;
    }

    /** The same link as another role. */
    void as(String login, Role role) {
        wanted.computeIfPresent(
                login, (n, l) -> new LinkLogin(l.uid(), l.name(), l.mark(), role, l.connections(), false));
    }

    void remove(String login) {
        wanted.remove(login);
        settled.remove(login);
    }

    List<LinkLogin> wanted() {
        return wanted.values().stream()
                .map(l -> new LinkLogin(
                        l.uid(), l.name(), l.mark(), l.role(), l.connections(), settled.contains(l.name())))
                .toList();
    }

    Map<String, UUID> names() {
        return known;
    }

    Map<String, String> passwords() {
        Map<String, String> out = new HashMap<>();
        known.forEach((name, uid) -> out.put(name, "pw-link-" + uid));
        return out;
    }

    void settle(DatabaseStep step) {
        switch (step) {
            case DatabaseStep.CreateLogins c ->
                c.logins().stream().map(NewLogin::name).forEach(settled::add);
            case DatabaseStep.SetPassword p -> settled.add(p.name());
            default -> {}
        }
    }

    Connection login(String name) throws SQLException {
        return login(name, order.names.database());
    }

    Connection login(String name, String database) throws SQLException {
        return order.seat.connect(database, new Account(name, "pw-link-" + known.get(name)));
    }

    /** SQLSTATE that a log-in ends with; empty when it works. */
    String door(String name, String database) {
        try (Connection c = login(name, database)) {
            return c.isValid(5) ? "" : "invalid";
        } catch (SQLException e) {
            return e.getSQLState();
        }
    }
}
