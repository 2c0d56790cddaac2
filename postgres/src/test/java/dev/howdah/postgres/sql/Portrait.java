package dev.howdah.postgres.sql;

import dev.howdah.plan.Observed;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What an order looks like, without what is its own: two that were made by different ways can be compared. */
record Portrait(Map<String, String> roles, String database, String inside, List<String> memberships) {

    Portrait(Order order) {
        this(order, order.look());
    }

    private Portrait(Order order, Observed seen) {
        this(
                roles(order, seen),
                plain(
                        order,
                        seen.database()
                                .map(d -> d.owner() + d.marker() + d.connectionLimit() + new TreeMap<>(d.acl()))
                                .orElse("none")),
                plain(order, seen.inside().map(Portrait::inside).orElse("none")),
                order
                        .seat
                        .rootRows(
                                "postgres",
                                "SELECT pg_get_userbyid(roleid), pg_get_userbyid(member), admin_option FROM pg_auth_members"
                                        + " WHERE pg_get_userbyid(roleid) LIKE '" + order.names.database()
                                        + "-%' OR pg_get_userbyid(member) LIKE '" + order.names.database()
                                        + "-%' ORDER BY 1, 2, 3")
                        .stream()
                        .map(s -> plain(order, s))
                        .toList());
    }

    private static Map<String, String> roles(Order order, Observed seen) {
        Map<String, String> out = new TreeMap<>();
        seen.roles()
                .forEach((name, r) -> out.put(
                        plain(order, name),
                        plain(
                                order,
                                r.canLogin() + " " + r.inherits() + r.flags() + r.connectionLimit() + r.marker()
                                        + new TreeMap<>(r.settings()))));
        return out;
    }

    private static String inside(Observed.Inside i) {
        Map<String, String> schemas = new TreeMap<>();
        i.schemas().forEach((name, s) -> schemas.put(name, s.owner() + new TreeMap<>(s.acl())));
        return schemas + " " + new TreeMap<>(i.defaults()) + i.objects() + new TreeMap<>(i.installed());
    }

    private static String plain(Order order, String text) {
        return text.replace(order.uid.toString(), "UID")
                .replace(order.names.database(), "DB")
                .replaceAll("t\\d+/", "NS/");
    }
}
