package dev.howdah.recovery;

import dev.howdah.spi.Soundness.Sum;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Compares what was restored with what the source was read to hold: pure. */
record DrillReport(int tables, long rows, int compared, List<String> differences) {

    private static final int SHOWN = 5;

    /**
     * @param before read from the source before the moment that was restored
     * @param after read from it after that moment: a table that is otherwise then was written to meanwhile, and is not compared
     */
    static DrillReport of(Map<String, Sum> before, Map<String, Sum> after, Map<String, Sum> restored) {
        List<String> differences = new ArrayList<>();
        int compared = 0;
        for (String table : new TreeMap<>(before).keySet()) {
            Sum there = before.get(table);
            if (!Objects.equals(there, after.get(table))) {
                continue;
            }
            compared++;
            Sum back = restored.get(table);
            if (!Objects.equals(there, back)) {
                differences.add(said(table, Objects.requireNonNull(there), back));
            }
        }
        for (String table : new TreeMap<>(restored).keySet()) {
            if (!before.containsKey(table) && !after.containsKey(table)) {
                differences.add("table " + table + " is there and was not in the source");
            }
        }
        long rows = restored.values().stream().mapToLong(Sum::rows).sum();
        return new DrillReport(restored.size(), rows, compared, differences);
    }

    private static String said(String table, Sum there, @Nullable Sum back) {
        if (back == null) {
            return "table " + table + " is missing";
        }
        return back.rows() == there.rows()
                ? "table " + table + " has as many rows as the source, and other ones"
                : "table " + table + " has " + back.rows() + " rows, the source " + there.rows();
    }

    boolean sound() {
        return differences.isEmpty();
    }

    /** For people. */
    String sentence() {
        String what = tables + (tables == 1 ? " table" : " tables") + " with " + rows + " rows, " + compared
                + " compared with the source";
        if (sound()) {
            return what;
        }
        return String.join("; ", differences.subList(0, Math.min(SHOWN, differences.size())))
                + (differences.size() > SHOWN ? "; and " + (differences.size() - SHOWN) + " more" : "");
    }
}
