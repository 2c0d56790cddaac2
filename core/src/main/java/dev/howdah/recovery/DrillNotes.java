package dev.howdah.recovery;

import dev.howdah.operation.Operation;
import dev.howdah.spi.RestoreTest;
import dev.howdah.spi.Soundness.Sum;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a drill keeps of what its source held, in its operation's details and in its result. */
final class DrillNotes {

    /** Marks a drill that restores what an earlier one read. */
    static final String REPEATS = "repeats";

    private static final String POINT = "point";
    private static final String BEFORE = "before ";
    private static final String AFTER = "after ";

    private DrillNotes() {}

    static Map<String, String> of(Instant point, Map<String, Sum> before, Map<String, Sum> after) {
        Map<String, String> details = new HashMap<>();
        details.put(POINT, point.toString());
        before.forEach((table, sum) -> details.put(BEFORE + table, sum.toString()));
        after.forEach((table, sum) -> details.put(AFTER + table, sum.toString()));
        return details;
    }

    /** To restore once more what a test has restored; empty: it kept nothing to compare with. */
    static Optional<Map<String, String>> again(RestoreTest test) {
        Instant point = test.point();
        Map<String, Sum> sums = sums(test.details(), BEFORE);
        if (point == null || sums.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> details = of(point, sums, sums);
        details.put(REPEATS, "true");
        return Optional.of(details);
    }

    /** What did not change around the moment that was restored: a later drill can compare with it, once. */
    static Map<String, String> still(Operation operation) {
        Map<String, String> kept = new TreeMap<>();
        if (operation.details().containsKey(REPEATS)) {
            return kept;
        }
        Map<String, Sum> after = after(operation);
        before(operation).forEach((table, sum) -> {
            if (sum.equals(after.get(table))) {
                kept.put(BEFORE + table, sum.toString());
            }
        });
        return kept;
    }

    static Optional<Instant> point(Operation operation) {
        return Optional.ofNullable(operation.details().get(POINT)).map(Instant::parse);
    }

    static Instant point(Map<String, String> details) {
        return Instant.parse(details.getOrDefault(POINT, ""));
    }

    static Map<String, Sum> before(Operation operation) {
        return sums(operation.details(), BEFORE);
    }

    static Map<String, Sum> after(Operation operation) {
        return sums(operation.details(), AFTER);
    }

    private static Map<String, Sum> sums(Map<String, String> details, String prefix) {
        Map<String, Sum> sums = new TreeMap<>();
        details.forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                sums.put(key.substring(prefix.length()), Sum.parse(value));
            }
        });
        return sums;
    }
}
