package dev.howdah.postgres.sql;

import dev.howdah.plan.Grant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** GRANT and REVOKE. Revokes come first, and take along what the grantee passed on. */
final class Privileges {

    private static final Pattern KEYWORDS = Pattern.compile("[A-Z]+( [A-Z]+)*");
    private static final String PASS_ON = "*";

    private Privileges() {}

    /** @param prefix such as {@code ALTER DEFAULT PRIVILEGES FOR ROLE x }, or empty */
    static List<String> statements(String prefix, String object, List<Grant> grants, List<Grant> revokes) {
        List<String> out = new ArrayList<>();
        for (Grant g : revokes) {
            Set<String> whole = new TreeSet<>();
            Set<String> passOn = new TreeSet<>();
            g.privileges().forEach(p -> (p.endsWith(PASS_ON) ? passOn : whole).add(p.replace(PASS_ON, "")));
            String from = " ON " + object + " FROM " + Identifier.grantee(g.grantee()) + " CASCADE";
            if (!passOn.isEmpty()) {
                out.add(prefix + "REVOKE GRANT OPTION FOR " + keywords(passOn) + from);
            }
            if (!whole.isEmpty()) {
                out.add(prefix + "REVOKE " + keywords(whole) + from);
            }
        }
        for (Grant g : grants) {
            if (!g.privileges().isEmpty()) {
                out.add(prefix + "GRANT " + keywords(g.privileges()) + " ON " + object + " TO "
                        + Identifier.grantee(g.grantee()));
            }
        }
        return out;
    }

    static boolean keyword(String privilege) {
        return KEYWORDS.matcher(privilege).matches();
    }

    private static String keywords(Set<String> privileges) {
        for (String p : privileges) {
            if (!keyword(p)) {
                throw new IllegalArgumentException("'" + p + "' is not a privilege");
            }
        }
        return String.join(", ", privileges);
    }
}
