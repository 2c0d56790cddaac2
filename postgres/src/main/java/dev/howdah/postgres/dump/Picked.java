package dev.howdah.postgres.dump;

import dev.howdah.postgres.dump.Toc.Entry;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What of an archive is loaded, and when.
 *
 * @param toc for those who get it
 * @param stages ids of entries, in order
 * @param skipped for people: what an ordinary role can't make, and what needs it
 */
record Picked(Toc toc, Map<Stage, List<Integer>> stages, List<String> skipped) {

    /** Parts of a load, one after the other. */
    enum Stage {
        SCHEMAS,
        DEFINITIONS,
        ROWS,
        /** Indexes, constraints, triggers, policies, privileges: nothing of them can be in the way of rows. */
        REST,
        /** Of schemas, which are more open until then: see {@link Foothold}. */
        PRIVILEGES;

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** Made before, by the platform, or no part of a database's inside. */
    private static final Set<String> THERE = Set.of("DATABASE", "DATABASE PROPERTIES", "EXTENSION");

    /** Only a superuser makes these, or they reach outside of the database. */
    private static final Set<String> FORBIDDEN = Set.of(
            "ACCESS METHOD",
            "EVENT TRIGGER",
            "FOREIGN DATA WRAPPER",
            "FOREIGN TABLE",
            "OPERATOR CLASS",
            "OPERATOR FAMILY",
            "PROCEDURAL LANGUAGE",
            "PUBLICATION",
            "PUBLICATION TABLE",
            "PUBLICATION TABLES IN SCHEMA",
            "SECURITY LABEL",
            "SERVER",
            "SUBSCRIPTION",
            "SUBSCRIPTION TABLE",
            "TEXT SEARCH PARSER",
            "TEXT SEARCH TEMPLATE",
            "TRANSFORM",
            "USER MAPPING");

    private static final Set<String> PRIVILEGES = Set.of("ACL", "DEFAULT ACL");

    /** Said of something else. */
    private static final Set<String> ABOUT = Set.of("ACL", "COMMENT");

    Picked {
        stages = Map.copyOf(stages);
        skipped = List.copyOf(skipped);
    }

    /** @param schemas that are there already, which are somebody's */
    static Picked of(Toc toc, NewOwners owners, Set<String> schemas) {
        return new Picking(toc, owners, schemas).all();
    }

    private static final class Picking {
        private final Toc toc;
        private final NewOwners owners;
        private final Set<String> schemas;
        private final Set<String> tables = new HashSet<>();
        private final Set<String> ids = new HashSet<>();
        private final Set<String> lacking = new HashSet<>();
        private final List<String> skipped = new ArrayList<>();
        private final Map<Stage, List<Integer>> stages = new EnumMap<>(Stage.class);
        private final List<Entry> entries = new ArrayList<>();

        private Picking(Toc toc, NewOwners owners, Set<String> schemas) {
            this.toc = toc;
            this.owners = owners;
            this.schemas = schemas;
        }

        private Picked all() {
            for (Stage stage : Stage.values()) {
                stages.put(stage, new ArrayList<>());
            }
            toc.entries().forEach(e -> ids.add(Integer.toString(e.id())));
            toc.entries().stream().filter(e -> e.sort().equals("TABLE")).forEach(e -> tables.add(key(e)));
            for (Entry e : toc.entries()) {
                if (forbidden(e)) {
                    lacking.add(Integer.toString(e.id()));
                    if (!ABOUT.contains(e.sort())) {
                        skipped.add(e.shown());
                    }
                } else if (!there(e)) {
                    Optional<Entry> mine = mine(e);
                    mine.ifPresent(m -> stages.computeIfAbsent(stage(m), s -> new ArrayList<>())
                            .add(m.id()));
                    entries.add(mine.orElse(e));
                    continue;
                }
                entries.add(e);
            }
            return new Picked(toc.with(entries), stages, skipped);
        }

        private boolean forbidden(Entry e) {
            if (FORBIDDEN.contains(e.sort()) || e.depends().stream().anyMatch(lacking::contains)) {
                return true;
            }
            // rows of a table that an extension brought, and that is the platform's like the extension
            return e.sort().equals("TABLE DATA") && !tables.contains(key(e));
        }

        private boolean there(Entry e) {
            if (THERE.contains(e.sort())) {
                return true;
            }
            if (e.sort().equals("SCHEMA")) {
                return schemas.contains(Toc.text(e.name()));
            }
            String tag = e.name();
            if (!ABOUT.contains(e.sort())) {
                return false;
            }
            if (tag.startsWith("DATABASE ") || tag.startsWith("EXTENSION ")) {
                return true;
            }
            return tag.startsWith("SCHEMA ")
                    ? schemas.contains(Toc.text(tag.substring("SCHEMA ".length()))) && theirs(e)
                    // of a thing that is not in the archive, since an extension brings it
                    : e.depends().stream().noneMatch(ids::contains);
        }

        /** Of a schema that the platform made for extensions; public is the admin's wherever it comes from. */
        private boolean theirs(Entry e) {
            return !owners.knows(e.owner()) && !e.name().equals("SCHEMA public");
        }

        /** As the new owner's; empty when nothing is left of it. */
        private Optional<Entry> mine(Entry e) {
            String owner = owners.owner(e.owner());
            String sql = e.sql() == null ? "" : e.sql();
            if (PRIVILEGES.contains(e.sort())) {
                String grants = owners.grants(sql);
                return grants.isEmpty() ? Optional.empty() : Optional.of(e.owned(owner, grants));
            }
            if (e.sort().equals("POLICY")) {
                return owners.policy(sql).map(p -> e.owned(owner, p));
            }
            return Optional.of(e.owned(owner, e.sql()));
        }

        private static Stage stage(Entry e) {
            if (e.sort().equals("SCHEMA")) {
                return Stage.SCHEMAS;
            }
            if (ABOUT.contains(e.sort()) && e.name().startsWith("SCHEMA ")) {
                return Stage.PRIVILEGES;
            }
            return switch (e.when()) {
                case PRE_DATA -> Stage.DEFINITIONS;
                case DATA -> Stage.ROWS;
                case POST_DATA, NONE -> Stage.REST;
            };
        }

        private static String key(Entry e) {
            return e.schema() + "\0" + e.name();
        }
    }
}
