package dev.howdah.server.work;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How many turns run here on each cluster. A cluster that answers slowly or not at all gets no more threads than its
 * lane has, and the others go on.
 */
final class Lanes {

    /** More at once would not make one cluster any faster. */
    static final int WIDTH = 8;

    /** The lane of turns that are on no cluster's databases. */
    private static final String OTHERS = "";

    private final Map<String, Integer> taken = new HashMap<>();
    /** Lanes that were given all that they had room for: more may wait. */
    private final Set<String> narrow = new HashSet<>();

    private boolean freed;

    static String named(@Nullable String lane) {
        return lane == null ? OTHERS : lane;
    }

    /** What is left of each lane that is in use. */
    synchronized Map<String, Integer> room() {
        Map<String, Integer> room = new HashMap<>();
        taken.forEach((lane, turns) -> room.put(lane, Math.max(0, WIDTH - turns)));
        return room;
    }

    /**
     * Notes the turns that begin, by their lanes.
     *
     * @param room as it was when they were chosen
     * @return whether a lane got all that it had room for, and did not the last time
     */
    synchronized boolean enter(List<String> lanes, Map<String, Integer> room) {
        Map<String, Integer> begun = new HashMap<>();
        lanes.forEach(lane -> begun.merge(lane, 1, Integer::sum));
        boolean news = false;
        for (var lane : begun.entrySet()) {
            taken.merge(lane.getKey(), lane.getValue(), Integer::sum);
            if (lane.getValue() >= room.getOrDefault(lane.getKey(), WIDTH)) {
                news |= narrow.add(lane.getKey());
            } else {
                narrow.remove(lane.getKey());
            }
        }
        return news;
    }

    synchronized void leave(String lane) {
        int left = taken.getOrDefault(lane, 1) - 1;
        freed |= narrow.contains(lane);
        if (left > 0) {
            taken.put(lane, left);
        } else {
            taken.remove(lane);
            narrow.remove(lane);
        }
    }

    /** Whether there is room in a lane that more may wait for, since this was asked last. */
    synchronized boolean freed() {
        boolean was = freed;
        freed = false;
        return was;
    }
}
