package dev.howdah.control;

import dev.howdah.spi.CheckLine;
import java.util.List;

/**
 * What Howdah can and can't do on a cluster.
 *
 * @param ok whether nothing fails
 */
public record ClusterCheck(String cluster, boolean ok, List<CheckLine> lines) {

    public ClusterCheck {
        lines = List.copyOf(lines);
    }

    static ClusterCheck of(String cluster, List<CheckLine> lines) {
        return new ClusterCheck(cluster, lines.stream().noneMatch(l -> l.level() == CheckLine.Level.FAIL), lines);
    }
}
