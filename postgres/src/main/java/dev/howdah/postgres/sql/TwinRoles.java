package dev.howdah.postgres.sql;

import dev.howdah.resource.PgNames;
import dev.howdah.resource.Role;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who is who in a copy: the source's roles are the new order's, which may be named in it already. */
final class TwinRoles {

    private static final String PUBLIC = "PUBLIC";

    private final PgNames source;
    private final PgNames names;
    private final Map<String, String> known = new LinkedHashMap<>();

    TwinRoles(PgNames source, PgNames names) {
        this.source = source;
        this.names = names;
        for (Role role : Role.values()) {
            known.put(source.role(role), names.role(role));
            known.put(names.role(role), names.role(role));
        }
    }

    String role(Role role) {
        return names.role(role);
    }

    /** Who owns what somebody owned. */
    String owner(String former) {
        return known.getOrDefault(former, names.role(Role.ADMIN));
    }

    /** Who has what somebody was granted; empty: nobody. */
    Optional<String> grantee(String former) {
        return former.equals(PUBLIC) ? Optional.of(PUBLIC) : Optional.ofNullable(known.get(former));
    }

    boolean isOwn(String role) {
        return own().contains(role);
    }

    List<String> own() {
        return Arrays.stream(Role.values()).map(names::role).toList();
    }

    /** Of both orders. */
    List<String> all() {
        return List.copyOf(known.keySet());
    }

    String sourceAdmin() {
        return source.role(Role.ADMIN);
    }

    /**
     * What a query begins with that asks for those whose names must not stay: the new order's roles may, superusers, the
     * platform, and PostgreSQL's own.
     */
    String stays() {
        return "WITH stays AS MATERIALIZED (SELECT oid FROM pg_roles WHERE rolsuper OR rolname = session_user"
                + " OR rolname ~ '^pg_' OR rolname = ANY (" + Literal.array(own()) + ")) ";
    }
}
