package dev.howdah.postgres.dump;

import dev.howdah.postgres.dump.Picked.Stage;
import dev.howdah.postgres.local.Disk;
import dev.howdah.postgres.local.OsUser;
import dev.howdah.postgres.sql.Identifier;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a pg_restore that was cut off has done, so that it is not done again. */
final class Finished {

    /** Said by pg_restore with several jobs once an item is committed. */
    private static final Pattern ITEM = Pattern.compile("(?m)^pg_restore: finished item (\\d+) ");

    private Finished() {}

    static void keep(Workplace place, Stage stage, String said) {
        Set<String> ids = new HashSet<>(kept(place, stage));
        var items = ITEM.matcher(said);
        while (items.find()) {
            ids.add(items.group(1));
        }
        Disk.write(file(place, stage), String.join("\n", ids), Disk.PRIVATE, OsUser.self());
    }

    /**
     * What is still to be done. Rows come by one COPY for each table, all or none of them: the database itself knows
     * which tables have theirs, and which indexes and constraints are made, of which pg_restore drops none that belongs to
     * a partition. Definitions are all made again.
     */
    static List<Integer> left(Workplace place, Stage stage, List<Integer> ids, DumpLogin login, String database) {
        return switch (stage) {
            case SCHEMAS, DEFINITIONS, PRIVILEGES -> ids;
            case ROWS -> empty(place, ids, login, database);
            case REST -> {
                Set<String> kept = kept(place, stage);
                Set<String> there = TargetLook.made(login, database);
                Set<Integer> made = Prepared.toc(place).entries().stream()
                        .filter(e -> there.contains(name(e)))
                        .map(Toc.Entry::id)
                        .collect(Collectors.toSet());
                yield ids.stream()
                        .filter(id -> !kept.contains(id.toString()) && !made.contains(id))
                        .toList();
            }
        };
    }

    private static String name(Toc.Entry e) {
        return e.sort() + " " + Toc.text(e.schema() == null ? "" : e.schema()) + " " + Toc.text(e.name());
    }

    private static List<Integer> empty(Workplace place, List<Integer> ids, DumpLogin login, String database) {
        Map<Integer, String> tables = new HashMap<>();
        for (Toc.Entry e : Prepared.toc(place).entries()) {
            if (e.sort().equals("TABLE DATA") && e.schema() != null) {
                tables.put(e.id(), Identifier.quote(Toc.text(e.schema())) + "." + Identifier.quote(Toc.text(e.name())));
            }
        }
        Set<String> filled = TargetLook.filled(
                login,
                database,
                ids.stream().filter(tables::containsKey).map(tables::get).toList());
        return ids.stream()
                .filter(id -> !filled.contains(tables.getOrDefault(id, "")))
                .toList();
    }

    private static Set<String> kept(Workplace place, Stage stage) {
        return Disk.read(file(place, stage))
                .map(t -> Set.copyOf(t.lines().toList()))
                .orElse(Set.of());
    }

    private static Path file(Workplace place, Stage stage) {
        return place.load().resolve(stage.word() + ".finished");
    }
}
