package dev.howdah.plan;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Privileges of one grantee.
 *
 * @param privileges as SQL names them: {@code SELECT}, {@code USAGE}
 * @param grantee a role, or {@code PUBLIC} for everybody (no role can bear that name: it is refused as an identifier)
 */
public record Grant(Set<String> privileges, String grantee) {

    public static final String PUBLIC = "PUBLIC";

    public Grant {
        privileges = java.util.Collections.unmodifiableSet(new TreeSet<>(privileges));
    }

    @Override
    public String toString() {
        return String.join(", ", privileges) + " for " + grantee;
    }

    static String list(Collection<Grant> grants, Collection<Grant> revokes) {
        String plus = grants.stream().map(g -> "+ " + g).collect(Collectors.joining("; "));
        String minus = revokes.stream().map(g -> "- " + g).collect(Collectors.joining("; "));
        return ": " + plus + (plus.isEmpty() || minus.isEmpty() ? "" : "; ") + minus;
    }
}
