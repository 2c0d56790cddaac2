package dev.howdah.postgres.dump;

import dev.howdah.postgres.local.Disk;
import dev.howdah.postgres.sql.Identifier;
import dev.howdah.postgres.sql.Literal;
import dev.howdah.postgres.sql.Sessions;
import dev.howdah.postgres.sql.SqlTrouble;
import dev.howdah.resource.PgNames;
import dev.howdah.spi.Copies.Into;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What roles have set in a database alone: pg_dump keeps it with the database, which is not made from the archive. */
record RoleSettings(Into into, Workplace place) {

    /** Their values are lists of names, which must not be quoted as one. */
    private static final Set<String> LISTS = Set.of(
            "search_path", "datestyle", "temp_tablespaces", "session_preload_libraries", "local_preload_libraries");

    /** Each role sets its own, so that nothing is set that it may not; answers what it could not. */
    List<String> apply() {
        About about = Disk.read(place.about()).map(About::parse).orElseThrow();
        if (about.settings().isEmpty() || about.name().isEmpty()) {
            return List.of();
        }
        var owners = new NewOwners(new PgNames(about.name()), into.names());
        List<String> skipped = new ArrayList<>();
        DumpLogin login = DumpLogin.make(into, place.work(), 1);
        try (var c = Sessions.connect(login.access(), into.database());
                var s = c.createStatement()) {
            s.setEscapeProcessing(false);
            for (About.RoleSetting theirs : about.settings()) {
                String role = owners.owner(theirs.role());
                if (role == null || !owners.knows(theirs.role())) {
                    continue;
                }
                for (String setting : theirs.settings()) {
                    String[] parts = setting.split("=", 2);
                    try {
                        s.execute("SET ROLE " + Identifier.quote(role));
                        s.execute("ALTER ROLE " + Identifier.quote(role) + " IN DATABASE "
                                + Identifier.quote(into.database()) + " SET " + name(parts[0]) + " TO "
                                + value(parts[0], parts.length > 1 ? parts[1] : ""));
                    } catch (SQLException e) {
                        skipped.add("setting " + parts[0] + " of " + role);
                    }
                }
            }
            return skipped;
        } catch (SQLException e) {
            throw SqlTrouble.of(e, "set what roles have set in " + into.database());
        }
    }

    private static String name(String setting) {
        return java.util.Arrays.stream(setting.split("\\.", -1))
                .map(Identifier::quote)
                .collect(Collectors.joining("."));
    }

    /** A list comes as PostgreSQL quotes its names, of which each is a literal here. */
    private static String value(String setting, String value) {
        if (!LISTS.contains(setting.toLowerCase(Locale.ROOT))) {
            return Literal.quote(value);
        }
        return value.isBlank()
                ? "''"
                : Word.statements(value).getFirst().stream()
                        .filter(w -> !w.is(","))
                        .map(w -> Literal.quote(w.name()))
                        .collect(Collectors.joining(", "));
    }
}
