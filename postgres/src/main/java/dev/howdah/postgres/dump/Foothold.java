package dev.howdah.postgres.dump;

import dev.howdah.postgres.sql.Identifier;
import dev.howdah.postgres.sql.Sessions;
import dev.howdah.postgres.sql.SqlTrouble;
import dev.howdah.resource.Role;
import dev.howdah.spi.Copies.Into;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What the write and the read role may do in schemas for as long as a load takes: PostgreSQL gives a thing only to whom may
 * make one there, even where its owner may not any more.
 *
 * @param made schemas of the archive
 * @param there schemas that were there before
 */
record Foothold(Into into, Set<String> made, Set<String> there) {

    /** Nothing, where all things are the admin's. */
    static Foothold of(Toc toc, Into into) {
        Set<String> others = Set.of(into.names().role(Role.WRITE), into.names().role(Role.READ));
        Set<String> all = new TreeSet<>();
        Set<String> made = new TreeSet<>();
        boolean owned = false;
        for (Toc.Entry e : toc.entries()) {
            if (e.sort().equals("SCHEMA") && !e.name().equals("public")) {
                made.add(Toc.text(e.name()));
            }
            if (e.schema() != null && !e.schema().isEmpty()) {
                all.add(Toc.text(e.schema()));
                owned |= e.owner() != null && others.contains(e.owner());
            }
        }
        if (!owned) {
            return new Foothold(into, Set.of(), Set.of());
        }
        all.retainAll(made);
        return new Foothold(into, all, Set.of("public"));
    }

    void give(DumpLogin login) {
        run(login, made, "GRANT USAGE, CREATE ON SCHEMA %s TO %s");
        run(login, there, "GRANT USAGE, CREATE ON SCHEMA %s TO %s");
    }

    void take(DumpLogin login) {
        run(login, made, "REVOKE USAGE, CREATE ON SCHEMA %s FROM %s");
        run(login, there, "REVOKE CREATE ON SCHEMA %s FROM %s");
    }

    private void run(DumpLogin login, Set<String> schemas, String sql) {
        if (schemas.isEmpty()) {
            return;
        }
        String list = schemas.stream().map(Identifier::quote).collect(Collectors.joining(", "));
        String roles = List.of(Role.WRITE, Role.READ).stream()
                .map(into.names()::role)
                .map(Identifier::quote)
                .collect(Collectors.joining(", "));
        try (var c = Sessions.connect(login.access(), into.database());
                var s = c.createStatement()) {
            s.setEscapeProcessing(false);
            s.execute(sql.formatted(list, roles));
        } catch (SQLException e) {
            throw SqlTrouble.of(e, "open schemas of " + into.database());
        }
    }
}
