package dev.howdah.postgres.sql;

import dev.howdah.resource.PgNames;
import dev.howdah.resource.Role;
import dev.howdah.spi.DatabaseEngine.Progress;
import dev.howdah.spi.DatabaseEngine.Target;
import dev.howdah.spi.PlatformAccess;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Any tenant may grant what it owns to any role by name, and PostgreSQL then refuses to drop that role: a neighbour
 * could keep an order from ever being purged. Such grants mean nothing, since the role can't connect there. They are
 * taken out of other orders' databases, with the rights of the grantee and of the grantor, where it owns nothing.
 */
final class Leftovers {

    private record Place(String role, String database) {}

    private Leftovers() {}

    /** @return whether anything was found that can be cleared, and was */
    static boolean clear(Sessions sessions, PlatformAccess access, Target target, List<String> roles, Progress progress)
            throws SQLException {
        List<Place> places;
        try (Session session = sessions.maintenance(access)) {
            places = session.query(places(roles), row -> new Place(row.getString("role"), row.getString("datname")));
        }
        for (Place place : places) {
            try (Session session = sessions.tenant(access, place.database())) {
                Facts facts = FactsLook.take(session, target, Map.of(), "BEGIN; ", false);
                if (facts.ourRole(place.role())) {
                    Sql drop = Sql.of("DROP OWNED BY " + Identifier.quote(place.role()) + " RESTRICT");
                    String host = new PgNames(place.database()).role(Role.ADMIN);
                    List<Sql> all = Becoming.wrap(List.of(drop.inheriting(List.of(place.role(), host))), facts, "");
                    List<String> texts = new ArrayList<>();
                    all.forEach(s -> texts.add(s.text()));
                    session.batch(texts);
                    all.forEach(s -> progress.ran(s.shown()));
                    session.commit();
                }
            }
        }
        return !places.isEmpty();
    }

    /** Dependencies by privilege ('a'), policy ('r') or initial privilege ('i'), where there is none as owner ('o'). */
    private static String places(List<String> roles) {
        return "SELECT r.rolname AS role, d.datname FROM pg_shdepend s JOIN pg_database d ON d.oid = s.dbid"
                + " JOIN pg_roles r ON r.oid = s.refobjid WHERE s.refclassid = 'pg_authid'::regclass"
                + " AND r.rolname = ANY (" + Literal.array(roles) + ")"
                + " AND shobj_description(d.oid, 'pg_database') LIKE 'howdah: %'"
                + " GROUP BY r.rolname, d.datname HAVING bool_and(s.deptype IN ('a', 'r', 'i'))";
    }
}
