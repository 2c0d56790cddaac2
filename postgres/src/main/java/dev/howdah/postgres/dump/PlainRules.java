package dev.howdah.postgres.dump;

import dev.howdah.resource.PgNames;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What of a plain dump is run, and how: as with archives all things become the admin's, and what an ordinary role can't make
 * is left out. None of this keeps a dump from doing harm, which PostgreSQL does: it runs with the rights of the tenant alone.
 */
final class PlainRules {

    /** Larger ones are rows, or bodies of functions. */
    private static final int LARGEST = 1 << 20;

    private static final int HEAD = 400;

    private static final String ONE = "a seed is one database: dump it with pg_dump";

    /** No such thing. */
    private static final Set<String> ABSENT = Set.of("42P01", "42704", "42883", "3F000", "42703");

    /** May not, can't here, or has it already. */
    private static final Set<String> DENIED = Set.of("42501", "0A000", "42710");

    /** Of an extension, besides: not on this server, or not of that version. */
    private static final Set<String> LACKING = Set.of("42501", "0A000", "58P01", "22023");

    /** Only a superuser makes them, or they reach outside of the database. */
    private static final List<String> SPECIAL = List.of(
            "ACCESS METHOD",
            "CAST",
            "EVENT TRIGGER",
            "FOREIGN DATA WRAPPER",
            "FOREIGN TABLE",
            "LANGUAGE",
            "OPERATOR CLASS",
            "OPERATOR FAMILY",
            "PUBLICATION",
            "SERVER",
            "SUBSCRIPTION",
            "TEXT SEARCH PARSER",
            "TEXT SEARCH TEMPLATE",
            "TRANSFORM",
            "USER MAPPING");

    private static final Set<String> ELSEWHERE = Set.of(
            "all", "default_tablespace", "client_min_messages", "role", "session_authorization", "transaction_timeout");

    private final PgNames to;
    private final Set<String> strangers = new TreeSet<>();
    private NewOwners owners;
    private @Nullable String made;
    private @Nullable String connected;

    PlainRules(PgNames to) {
        this.to = to;
        this.owners = new NewOwners(null, to, strangers);
    }

    /** Roles that are not here and were granted something. */
    Set<String> strangers() {
        return strangers;
    }

    /** A line of psql's own. */
    Verdict command(String line) {
        String[] words = line.split("\\s+");
        return switch (words[0]) {
            case "\\restrict", "\\unrestrict" -> Verdict.Skip.SILENT;
            case "\\connect", "\\c" -> connect(words.length > 1 ? new Word("", words[words.length - 1]).name() : "");
            case "\\encoding" -> new Verdict.Encoding(words.length > 1 ? words[1].replaceAll("['\";]", "") : "");
            default ->
                new Verdict.Refuse("'" + words[0] + "' is a command of psql, and no SQL: none of them is run but those"
                        + " that pg_dump writes");
        };
    }

    /** {@code pg_dump -C} writes one; with more it is a dump of many. */
    private Verdict connect(String written) {
        String name = written.replaceFirst("^.*dbname='?([^']*)'?.*$", "$1");
        if (connected != null && !connected.equals(name)) {
            return new Verdict.Refuse("a second database, '" + name + "', begins here: " + ONE);
        }
        connected = name;
        return Verdict.Skip.SILENT;
    }

    Verdict of(String sql) {
        List<List<Word>> head = Word.statements(sql.length() > HEAD ? sql.substring(0, HEAD) : sql);
        if (head.isEmpty()) {
            return Verdict.Skip.SILENT;
        }
        String first =
                head.getFirst().getFirst().bare().toUpperCase(Locale.ROOT).replaceFirst("[^A-Z].*$", "");
        return switch (first) {
            case "BEGIN", "START", "COMMIT", "END" -> Verdict.Skip.SILENT;
            case "ROLLBACK", "ABORT", "PREPARE" -> ended(sql, head.getFirst());
            case "COPY" -> copy(sql);
            case "SET", "RESET" -> set(sql);
            case "CREATE", "ALTER", "DROP", "COMMENT", "SECURITY", "GRANT", "REVOKE" ->
                sql.length() > LARGEST ? new Verdict.Run(sql) : definition(sql, first);
            default -> new Verdict.Run(sql);
        };
    }

    private static Verdict ended(String sql, List<Word> words) {
        boolean inside = Word.first(words, "TO") > 0 && words.getFirst().is("ROLLBACK");
        boolean prepared = Word.first(words, "TRANSACTION", "PREPARED") == 1;
        return inside || (words.getFirst().is("PREPARE") && !prepared)
                ? new Verdict.Run(sql)
                : new Verdict.Refuse("a seed is loaded in one transaction, which its dump can't undo or leave");
    }

    private static Verdict copy(String sql) {
        List<Word> words = Word.statements(sql).getFirst();
        int from = Word.first(words, "FROM");
        return from > 0 && from + 1 < words.size() && words.get(from + 1).is("STDIN")
                ? new Verdict.Copy(sql)
                : new Verdict.Run(sql);
    }

    private static Verdict set(String sql) {
        List<Word> words = Word.statements(sql.replace("=", " = ")).getFirst();
        int at = words.size() > 1 && words.get(1).is("SESSION", "LOCAL") ? 2 : 1;
        String name = at < words.size() ? words.get(at).name() : "";
        if (words.getFirst().is("SET") && (name.equals("client_encoding") || name.equals("names"))) {
            return new Verdict.Encoding(words.getLast().name().replace("'", ""));
        }
        return ELSEWHERE.contains(name) || name.equals("authorization")
                ? Verdict.Skip.SILENT
                : new Verdict.Try(sql, Set.of("42704", "42501", "55P02"), "setting " + name);
    }

    private Verdict definition(String sql, String first) {
        List<Word> words = Word.statements(sql).getFirst();
        String what = words.size() > 1 ? words.get(1).bare().toUpperCase(Locale.ROOT) : "";
        if (first.equals("GRANT") || first.equals("REVOKE")) {
            return granted(words, sql);
        }
        if (Word.startsWith(words, "ALTER", "DEFAULT", "PRIVILEGES")) {
            return theirs(owners.grants(sql));
        }
        int n = words.size();
        if (first.equals("ALTER")
                && n > 3
                && words.get(n - 3).is("OWNER")
                && words.get(n - 2).is("TO")) {
            return Verdict.Skip.SILENT;
        }
        if (first.equals("CREATE") && what.equals("POLICY")) {
            return owners.policy(sql)
                    .map(Verdict.Run::new)
                    .map(Verdict.class::cast)
                    .orElse(Verdict.Skip.SILENT);
        }
        if (first.equals("COMMENT") && n > 2) {
            String on = words.get(2).bare().toUpperCase(Locale.ROOT);
            return on.equals("EXTENSION") || on.equals("DATABASE") ? Verdict.Skip.SILENT : special(sql, words, "ON");
        }
        return switch (what) {
            case "DATABASE" -> database(first, words);
            case "ROLE", "USER", "GROUP", "TABLESPACE" -> cluster(sql, first, words);
            case "EXTENSION" -> extension(sql, first, words);
            case "SCHEMA" -> schema(sql, first, words);
            default ->
                first.equals("DROP") || Word.first(words, "DROP") > 1
                        ? new Verdict.Try(sql, ABSENT, "")
                        : special(sql, words, first);
        };
    }

    private Verdict granted(List<Word> words, String sql) {
        int on = Word.first(words, "ON");
        if (on < 0) {
            return new Verdict.Skip("membership: " + Word.text(words));
        }
        return on + 1 < words.size() && words.get(on + 1).is("DATABASE")
                ? Verdict.Skip.SILENT
                : theirs(owners.grants(sql));
    }

    private static Verdict theirs(String grants) {
        return grants.isBlank()
                ? Verdict.Skip.SILENT
                : new Verdict.Run(grants.strip().replaceFirst(";$", ""));
    }

    private Verdict database(String first, List<Word> words) {
        if (first.equals("CREATE")) {
            String named = words.get(Math.min(2, words.size() - 1)).name();
            if (made != null) {
                return new Verdict.Refuse("a second database, '" + named + "', is made here: " + ONE);
            }
            made = named;
            // a dump of another order's database: its roles are this one's
            owners = new NewOwners(new PgNames(named), to, strangers);
            return Verdict.Skip.SILENT;
        }
        int set = first.equals("ALTER") ? Word.first(words, "SET") : -1;
        return set > 0 && set + 1 < words.size()
                ? new Verdict.Skip("setting " + words.get(set + 1).name() + " of the database")
                : Verdict.Skip.SILENT;
    }

    private static Verdict cluster(String sql, String first, List<Word> words) {
        if (words.size() > 2 && words.get(2).is("MAPPING")) {
            return special(sql, words, first);
        }
        return first.equals("CREATE")
                ? new Verdict.Refuse(words.get(1).bare().toUpperCase(Locale.ROOT)
                        + "s belong to the whole cluster, so this seems to be an output of pg_dumpall: " + ONE)
                : first.equals("ALTER") && Word.first(words, "SET") > 0
                        ? new Verdict.Skip("setting of role "
                                + (words.size() > 2 ? words.get(2).name() : ""))
                        : new Verdict.Run(sql);
    }

    /** Of a trusted one the admin may make it; of others the platform has made those that the order names. */
    private static Verdict extension(String sql, String first, List<Word> words) {
        boolean guarded = words.size() > 2 && words.get(2).is("IF");
        int at = guarded ? (first.equals("DROP") ? 4 : 5) : 2;
        String name = at < words.size() ? words.get(at).name() : "";
        String note = "extension " + name + " (name it in spec.extensions)";
        if (first.equals("CREATE")) {
            String once = guarded ? sql : sql.replaceFirst("(?is)^(CREATE\\s+EXTENSION)\\s", "$1 IF NOT EXISTS ");
            return new Verdict.Try(once, LACKING, note);
        }
        return Verdict.Skip.SILENT;
    }

    private static Verdict schema(String sql, String first, List<Word> words) {
        boolean guarded = words.size() > 2 && words.get(2).is("IF");
        if (first.equals("CREATE") && !guarded) {
            int by = Word.first(words, "AUTHORIZATION");
            List<Word> own = by == words.size() - 2 && by > 2 ? words.subList(0, by) : words;
            return new Verdict.Run(
                    own.size() == 3
                            ? "CREATE SCHEMA IF NOT EXISTS " + own.getLast().bare()
                            : sql);
        }
        boolean open = words.getLast().name().equals("public");
        return first.equals("DROP")
                ? open ? Verdict.Skip.SILENT : new Verdict.Try(sql, ABSENT, "")
                : new Verdict.Run(sql);
    }

    /** @param behind the word behind which the sort of thing stands */
    private static Verdict special(String sql, List<Word> words, String behind) {
        StringBuilder sort = new StringBuilder();
        int at = Word.first(words, behind) + 1;
        while (at < words.size() && words.get(at).is("OR", "REPLACE", "TRUSTED", "PROCEDURAL", "DEFAULT")) {
            at++;
        }
        for (int i = at; i < Math.min(at + 3, words.size()); i++) {
            sort.append(i == at ? "" : " ").append(words.get(i).bare().toUpperCase(Locale.ROOT));
            if (SPECIAL.contains(sort.toString()) || words.getFirst().is("SECURITY")) {
                boolean makes = words.getFirst().is("CREATE", "SECURITY");
                String name = i + 1 < words.size() ? " " + words.get(i + 1).bare() : "";
                boolean language =
                        sort.toString().equals("LANGUAGE") && name.strip().equalsIgnoreCase("plpgsql");
                return new Verdict.Try(
                        sql, makes ? DENIED : with(ABSENT, DENIED), makes && !language ? sort + name : "");
            }
        }
        return new Verdict.Run(sql);
    }

    private static Set<String> with(Set<String> a, Set<String> b) {
        Set<String> both = new TreeSet<>(a);
        both.addAll(b);
        return both;
    }
}
