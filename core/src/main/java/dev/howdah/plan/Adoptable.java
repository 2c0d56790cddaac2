package dev.howdah.plan;

import java.util.List;
import java.util.Optional;

/**
 * What is there of a database that is to be adopted, under the name that it bears now.
 *
 * @param reserved whether it is a template or the database that the platform's login itself uses
 * @param sessions in it, without the platform's own
 * @param inside empty when there is no such database
 * @param objects that have owners of their own, outside of extensions, of every owner
 */
public record Adoptable(
        Observed.Server server,
        Optional<Observed.PgDatabase> database,
        boolean reserved,
        int sessions,
        Optional<Observed.Inside> inside,
        List<Owned> objects) {

    /**
     * One object.
     *
     * @param type as ALTER names it: {@code MATERIALIZED VIEW}
     * @param identity as ALTER takes it, quoted by PostgreSQL itself: {@code public.f(integer)}
     */
    public record Owned(String type, String schema, String name, String identity, String owner) {}
}
