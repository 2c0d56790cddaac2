package dev.howdah.postgres.dump;

import dev.howdah.postgres.sql.Identifier;
import dev.howdah.postgres.sql.Sessions;
import dev.howdah.postgres.sql.SqlTrouble;
import dev.howdah.resource.Role;
import dev.howdah.spi.Copies.Into;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Extensions of an archive that its order does not name: the admin may make trusted ones. */
final class Extensions {

    private Extensions() {}

    /** @return for people, those that could not be made */
    static List<String> make(Toc toc, Into into, DumpLogin login) {
        List<Toc.Entry> wanted = toc.entries().stream()
                .filter(e -> e.sort().equals("EXTENSION") && e.sql() != null)
                .toList();
        if (wanted.isEmpty()) {
            return List.of();
        }
        List<String> lacking = new ArrayList<>();
        try (var c = Sessions.connect(login.access(), into.database());
                var s = c.createStatement()) {
            s.setEscapeProcessing(false);
            Set<String> there = there(s);
            s.execute("SET ROLE " + Identifier.quote(into.names().role(Role.ADMIN)));
            for (Toc.Entry e : wanted) {
                String name = Toc.text(e.name());
                if (!there.contains(name) && !made(s, String.valueOf(e.sql()))) {
                    lacking.add("extension " + name + " (name it in spec.extensions)");
                }
            }
            return lacking;
        } catch (SQLException e) {
            throw SqlTrouble.of(e, "make extensions in " + into.database());
        }
    }

    private static boolean made(Statement s, String sql) throws SQLException {
        try {
            s.execute(Toc.text(sql));
            return true;
        } catch (SQLException e) {
            // not trusted, or not on this server: what needs it says so
            return false;
        }
    }

    private static Set<String> there(Statement s) throws SQLException {
        Set<String> there = new HashSet<>();
        try (var r = s.executeQuery("SELECT extname FROM pg_catalog.pg_extension")) {
            while (r.next()) {
                there.add(r.getString(1));
            }
        }
        return there;
    }
}
