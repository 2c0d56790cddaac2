package dev.howdah.resource;

import dev.howdah.resource.bind.Findings;
import dev.howdah.resource.yaml.Shown;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What may be a name. Names become identifiers, file names and URLs everywhere, so little is allowed. */
final class NameRules {

    private static final Pattern FORM = Pattern.compile(Metadata.NAME);
    private static final String ALLOWED =
            "a name has lower-case letters a-z, digits and '-', with a letter or digit first and last";

    /** Names that PostgreSQL, RDS or Howdah keep for themselves. */
    private static final Set<String> RESERVED =
            Set.of("postgres", "rdsadmin", "public", "information_schema", "information-schema", "none", "pg");

    /** Bytes of the longest namespace that a database of one letter still fits behind. */
    private static final int LONGEST_NAMESPACE = PgNames.MAX_BYTES - PgNames.LONGEST_SUFFIX - "-x".length();

    private NameRules() {}

    /** Checks the name of a resource, and that of its namespace. */
    static void check(Kind kind, Metadata metadata, Findings findings) {
        String namespace = metadata.namespace();
        if (!kind.namespaced()) {
            int longest = kind == Kind.NAMESPACE ? LONGEST_NAMESPACE : PgNames.MAX_BYTES;
            form(metadata.name(), longest, "metadata.name", findings);
            if (kind == Kind.NAMESPACE) {
                reserved(metadata.name(), "metadata.name", findings);
            }
            if (namespace != null) {
                findings.add("metadata.namespace", "a " + kind.text() + " lives in no namespace: leave it out");
            }
            return;
        }
        boolean fine = form(metadata.name(), Integer.MAX_VALUE, "metadata.name", findings);
        reserved(metadata.name(), "metadata.name", findings);
        if (namespace == null) {
            findings.add(
                    "metadata.namespace",
                    "a " + kind.text()
                            + " lives in a namespace: write metadata.namespace or name one with -n NAMESPACE");
            return;
        }
        fine &= form(namespace, Integer.MAX_VALUE, "metadata.namespace", findings);
        reserved(namespace, "metadata.namespace", findings);
        if (fine && kind == Kind.LINK) {
            link(PgNames.link(namespace, metadata.name()), findings);
        } else if (fine) {
            database(PgNames.of(namespace, metadata.name()), findings);
        }
    }

    private static void database(PgNames names, Findings findings) {
        int over = names.longestBytes() - PgNames.MAX_BYTES;
        if (over > 0) {
            findings.add(
                    "metadata.name",
                    "PostgreSQL would know its longest role as "
                            + Shown.quoted(names.login(Login.alt(Role.ADMIN)))
                            + ", " + over + bytes(over) + " more than the " + PgNames.MAX_BYTES
                            + " it allows: shorten the name or the namespace");
        }
    }

    private static void link(String login, Findings findings) {
        String longest = login + PgNames.ALT;
        int over = longest.getBytes(StandardCharsets.UTF_8).length - PgNames.MAX_BYTES;
        if (over > 0) {
            findings.add(
                    "metadata.name",
                    "PostgreSQL would know its second login as " + Shown.quoted(longest) + ", " + over + bytes(over)
                            + " more than the " + PgNames.MAX_BYTES
                            + " it allows: shorten the name or the namespace");
        }
    }

    /** Checks a name that refers to a resource. */
    static boolean form(String name, int longest, String path, Findings findings) {
        if (name.isEmpty()) {
            findings.add(path, "is empty: " + ALLOWED);
            return false;
        }
        int over = name.getBytes(StandardCharsets.UTF_8).length - longest;
        if (over > 0) {
            findings.add(path, Shown.quoted(name) + " is " + over + bytes(over) + " too long: at most " + longest);
        }
        if (FORM.matcher(name).matches()) {
            return over <= 0;
        }
        String better = name.toLowerCase(Locale.ROOT).replaceAll("[_. ]", "-");
        String hint = FORM.matcher(better).matches() ? " (such as " + Shown.quoted(better) + ")" : "";
        findings.add(path, Shown.quoted(name) + ": " + culprit(name) + "; " + ALLOWED + hint);
        return false;
    }

    private static String culprit(String name) {
        for (int c : name.codePoints().toArray()) {
            if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-') {
                String shown = c > ' ' && c <= '~' ? "'" + Character.toString(c) + "'" : Shown.character(c);
                String called = c > '~' && Character.getName(c) != null ? " (" + Character.getName(c) + ")" : "";
                return (c == ' ' ? "a space" : c == '\'' ? "a quote" : shown + called) + " is not allowed";
            }
        }
        return name.startsWith("-") ? "'-' can't be first" : "'-' can't be last";
    }

    private static void reserved(String name, String path, Findings findings) {
        boolean taken = RESERVED.contains(name)
                || name.startsWith("howdah")
                || name.startsWith("template")
                || name.startsWith("pg-")
                || name.startsWith("pg_");
        if (taken) {
            findings.add(
                    path,
                    Shown.quoted(name) + " is reserved: names that begin with howdah, template or pg- and "
                            + "postgres, rdsadmin, public, information-schema and none are the platform's own");
        }
    }

    private static String bytes(int count) {
        return count == 1 ? " byte" : " bytes";
    }
}
