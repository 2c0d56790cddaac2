package dev.howdah.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What to grant and what to revoke, so that some grantees have exactly what they shall. */
record AclDiff(List<Grant> grants, List<Grant> revokes) {

    /** @param grantees those that are looked at; others keep what they have */
    static AclDiff of(Map<String, Set<String>> is, Map<String, Set<String>> shall, Collection<String> grantees) {
        List<Grant> grants = new ArrayList<>();
        List<Grant> revokes = new ArrayList<>();
        for (String grantee : new TreeSet<>(grantees)) {
            Set<String> has = is.getOrDefault(grantee, Set.of());
            Set<String> gets = shall.getOrDefault(grantee, Set.of());
            add(grants, grantee, gets, has);
            add(revokes, grantee, has, gets);
        }
        return new AclDiff(grants, revokes);
    }

    private static void add(List<Grant> out, String grantee, Set<String> some, Set<String> without) {
        Set<String> rest = new TreeSet<>(some);
        rest.removeAll(without);
        if (!rest.isEmpty()) {
            out.add(new Grant(rest, grantee));
        }
    }

    boolean isEmpty() {
        return grants.isEmpty() && revokes.isEmpty();
    }
}
