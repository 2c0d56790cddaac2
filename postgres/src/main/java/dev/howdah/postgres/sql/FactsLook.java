package dev.howdah.postgres.sql;

import dev.howdah.resource.PgNames;
import dev.howdah.spi.DatabaseEngine.Target;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Looks once more at what is about to be changed, in the transaction that changes it. */
final class FactsLook {

    private record Named(String name, Object value) {}

    private static final String PLATFORM =
            "SELECT current_user AS platform, current_setting('is_superuser')::boolean AS rolsuper";

    private static final String LOCK = ", pg_advisory_xact_lock(" + Sessions.CATALOGS + ")";

    static final Known ROLES = new Known(
            "howdah_roles_now",
            List.of("text[]"),
            "SELECT rolname, coalesce(shobj_description(oid, 'pg_authid'), '') AS marker,"
                    + " rolsuper, rolreplication, rolbypassrls FROM pg_roles WHERE rolname = ANY ($1)");

    static final Known DATABASES = new Known(
            "howdah_databases_now",
            List.of("text", "text"),
            "SELECT datname, coalesce(shobj_description(oid, 'pg_database'), '') AS marker,"
                    + " pg_get_userbyid(datdba) AS owner, datconnlimit = -2 AS broken, datallowconn"
                    + " FROM pg_database WHERE datname IN ($1, $2)");

    static final Known MEMBERSHIPS = new Known(
            "howdah_memberships_now",
            List.of("text[]"),
            "WITH r AS MATERIALIZED (SELECT oid FROM pg_roles WHERE rolname = ANY ($1))"
                    + " SELECT pg_get_userbyid(roleid) AS role, pg_get_userbyid(member) AS member,"
                    + " pg_get_userbyid(grantor) AS grantor FROM ("
                    + memberships("roleid") + " UNION " + memberships("member") + ") all_");

    private static String memberships(String column) {
        return "SELECT m.roleid, m.member, m.grantor FROM r, " + Traces.memberships(column, "r.oid");
    }

    private FactsLook() {}

    /**
     * @param begin what to send ahead in the same round trip, such as {@code BEGIN}; empty: the look is a transaction of its
     *     own
     * @param lock whether to wait for the cluster's lock before looking, and to hold it to the transaction's end
     */
    static Facts take(Session session, Target target, Map<String, String> verifiers, String begin, boolean lock)
            throws SQLException {
        PgNames names = target.names();
        String roles = Literal.array(Facts.roleNames(target));
        // asked first: preparing is no part of the transaction
        List<String> queries = List.of(
                session.known(ROLES, roles),
                session.known(DATABASES, Literal.quote(names.database()), Literal.quote(PgNames.unborn(target.uid()))),
                session.known(MEMBERSHIPS, roles));
        boolean apart = begin.isEmpty();
        String sql = (apart ? "BEGIN; " : begin) + Known.FEW + PLATFORM + (lock ? LOCK : "") + "; "
                + String.join("; ", queries) + (apart ? "; COMMIT" : "");
        List<List<Named>> answers = session.answers(
                sql,
                row -> new Named(row.getString("platform"), row.getBoolean("rolsuper")),
                row -> new Named(row.getString("rolname"), role(row)),
                row -> new Named(row.getString("datname"), database(row)),
                row -> new Named(
                        "",
                        new Facts.Membership(
                                row.getString("role"), row.getString("member"), row.getString("grantor"))));
        Named platform = answers.getFirst().getFirst();
        return new Facts(
                session.version(),
                (Boolean) platform.value(),
                platform.name(),
                Optional.of(target.uid()),
                target.links(),
                verifiers,
                present(answers.get(1)),
                present(answers.get(2)),
                answers.get(3).stream().map(n -> (Facts.Membership) n.value()).toList());
    }

    private static Map<String, Facts.Present> present(List<Named> rows) {
        Map<String, Facts.Present> out = new HashMap<>();
        rows.forEach(n -> out.put(n.name(), (Facts.Present) n.value()));
        return Map.copyOf(out);
    }

    private static Facts.Present role(ResultSet row) throws SQLException {
        Set<String> flags = new TreeSet<>();
        for (String flag : List.of("SUPERUSER", "REPLICATION", "BYPASSRLS")) {
            if (row.getBoolean("rol" + flag.replace("USER", "").toLowerCase(java.util.Locale.ROOT))) {
                flags.add(flag);
            }
        }
        return new Facts.Present(row.getString("marker"), null, flags, false, false);
    }

    private static Facts.Present database(ResultSet row) throws SQLException {
        return new Facts.Present(
                row.getString("marker"),
                row.getString("owner"),
                Set.of(),
                row.getBoolean("broken"),
                row.getBoolean("datallowconn"));
    }
}
