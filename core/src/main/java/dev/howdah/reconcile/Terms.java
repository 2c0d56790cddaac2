package dev.howdah.reconcile;

import dev.howdah.operation.Operation;
import dev.howdah.resource.TimeSpan;
import java.time.Duration;
import java.util.Map;

/**
 * How a login is to be replaced.
 *
 * @param now whether the old one and its sessions are cut as soon as the new one works
 * @param grace how long nobody may have logged in with the old one before it is disabled
 */
public record Terms(boolean now, Duration grace) {

    public static final Duration GRACE = Duration.ofHours(1);

    /** As scheduled rotations are. */
    public static final Terms USUAL = new Terms(false, GRACE);

    private static final String NOW = "now";
    private static final String BACK = "back";

    static Terms of(Operation operation) {
        return new Terms(
                Boolean.parseBoolean(operation.details().get(NOW)),
                TimeSpan.parse(operation.details().getOrDefault("grace", "1h")).duration());
    }

    Map<String, String> details() {
        return Map.of(NOW, Boolean.toString(now), "grace", new TimeSpan(grace).toString());
    }

    /** From when on it goes back to the login that was. */
    static Map<String, String> back() {
        return Map.of(BACK, "true");
    }

    static boolean isBack(Operation operation) {
        return Boolean.parseBoolean(operation.details().get(BACK));
    }
}
