package dev.howdah.spi;

import java.util.Map;

/**
 * What keeps and brings back data.
 *
 * @param engines by the name of the provider whose clusters they back up
 */
public record Recovery(Map<String, BackupEngine> engines, Copies copies) {
    public Recovery {
        engines = Map.copyOf(engines);
    }
}
