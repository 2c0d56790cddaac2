package dev.howdah.plan;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The comment that a link's login bears: {@code howdah link: <uid> <namespace>/<name> to <database>}. Only a role with it
 * is ever treated as a link's.
 *
 * @param uid of the link
 * @param database its name in PostgreSQL
 */
public record LinkMark(UUID uid, String namespace, String name, String database) {

    private static final Pattern FORM = Pattern.compile("howdah link: ([0-9a-f-]{36}) ([^/ ]+)/([^/ ]+) to ([^/ ]+)");

    public static Optional<LinkMark> parse(String comment) {
        var m = FORM.matcher(comment);
        return m.matches()
                ? Optional.of(new LinkMark(UUID.fromString(m.group(1)), m.group(2), m.group(3), m.group(4)))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return "howdah link: " + uid + " " + namespace + "/" + name + " to " + database;
    }
}
