package dev.howdah.postgres.dump;

import dev.howdah.postgres.sql.Identifier;
import dev.howdah.resource.PgNames;
import dev.howdah.resource.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whose things are in another database: those of the former order's roles are the same roles' of the new one, all others
 * its admin's. Grants to anybody else are left out: whoever that is, the new order knows nothing of him.
 */
final class NewOwners {

    private final Map<String, String> roles = new HashMap<>();
    private final String admin;
    private final Set<String> strangers;

    /** @param from names of the former order; null: nobody knows */
    NewOwners(@Nullable PgNames from, PgNames to) {
        this(from, to, new TreeSet<>());
    }

    /** @param strangers gets the names of those whose grants are left out */
    NewOwners(@Nullable PgNames from, PgNames to, Set<String> strangers) {
        this.strangers = strangers;
        for (Role role : Role.values()) {
            String name = to.role(role);
            roles.put(name, name);
            if (from != null) {
                roles.put(from.role(role), name);
            }
        }
        this.admin = to.role(Role.ADMIN);
    }

    /** Who owns what somebody owned; nobody owns what has no owner. */
    @Nullable
    String owner(@Nullable String former) {
        return former == null || former.isEmpty() ? former : roles.getOrDefault(former, admin);
    }

    boolean knows(@Nullable String role) {
        return role != null && roles.containsKey(role);
    }

    /** GRANT, REVOKE and ALTER DEFAULT PRIVILEGES as pg_dump writes them, without those that say nothing any more. */
    String grants(String sql) {
        StringBuilder out = new StringBuilder();
        boolean silent = false;
        for (List<Word> statement : Word.statements(sql)) {
            if (Word.startsWith(statement, "SET", "SESSION", "AUTHORIZATION")) {
                // only a superuser may; whoever gave it away gives it away again
                Optional<String> by = known(statement.getLast());
                silent = by.isEmpty();
                by.ifPresent(role ->
                        out.append("SET ROLE ").append(Identifier.quote(role)).append(";\n"));
            } else if (Word.startsWith(statement, "RESET", "SESSION", "AUTHORIZATION")) {
                out.append(silent ? "" : "RESET ROLE;\n");
                silent = false;
            } else if (!silent) {
                grant(statement).ifPresent(s -> out.append(s).append(";\n"));
            }
        }
        return out.toString();
    }

    private Optional<String> grant(List<Word> statement) {
        List<Word> words = new ArrayList<>(statement);
        if (Word.startsWith(words, "ALTER", "DEFAULT", "PRIVILEGES", "FOR", "ROLE") && words.size() > 5) {
            // default privileges of somebody else are not this order's
            Optional<String> owner = known(words.get(5));
            if (owner.isEmpty()) {
                strangers.add(words.get(5).name());
                return Optional.empty();
            }
            words.set(5, words.get(5).renamed(owner.get()));
        }
        int at = Word.last(words, "TO", "FROM") + 1;
        if (at == 0 || at == words.size()) {
            return Optional.empty();
        }
        boolean gives = words.get(at - 1).is("TO");
        int end = at;
        List<Word> kept = new ArrayList<>();
        for (; end < words.size() && !words.get(end).is("WITH", "GRANTED", "CASCADE", "RESTRICT"); end++) {
            Word word = words.get(end);
            if (word.is(",")) {
                continue;
            }
            Optional<Word> grantee =
                    word.is("PUBLIC") ? Optional.of(word) : known(word).map(word::renamed);
            grantee.ifPresent(kept::add);
            if (grantee.isEmpty() && gives) {
                strangers.add(word.name());
            }
        }
        if (kept.isEmpty()) {
            return Optional.empty();
        }
        String grantees = String.join(", ", kept.stream().map(Word::bare).toList());
        // whoever gave it is not here
        int by = Word.first(words.subList(end, words.size()), "GRANTED");
        List<Word> rest = words.subList(end, by < 0 ? words.size() : end + by);
        return Optional.of(
                Word.text(words.subList(0, at)) + " " + grantees + (rest.isEmpty() ? "" : " " + Word.text(rest)));
    }

    /** {@code CREATE POLICY}; empty when it was for nobody who is there. */
    Optional<String> policy(String sql) {
        StringBuilder out = new StringBuilder();
        for (List<Word> statement : Word.statements(sql)) {
            int to = Word.first(statement, "TO");
            int end = to;
            List<Word> kept = new ArrayList<>();
            if (to >= 0) {
                for (end = to + 1; end < statement.size() && !statement.get(end).is("USING", "WITH"); end++) {
                    Word word = statement.get(end);
                    if (!word.is(",")) {
                        known(word).map(word::renamed).ifPresent(kept::add);
                    }
                }
                if (kept.isEmpty()) {
                    return Optional.empty();
                }
                out.append(Word.text(statement.subList(0, to + 1))).append(' ');
                out.append(String.join(", ", kept.stream().map(Word::bare).toList()));
                out.append(end < statement.size() ? " " : "");
            }
            out.append(Word.text(statement.subList(end < 0 ? 0 : end, statement.size())))
                    .append(";\n");
        }
        return Optional.of(out.toString());
    }

    private Optional<String> known(Word word) {
        return Optional.ofNullable(roles.get(word.name()));
    }
}
