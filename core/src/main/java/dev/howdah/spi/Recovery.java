package dev.howdah.spi;

import java.util.Map;
import java.util.Optional;

/**
 * What keeps and brings back data.
 *
 * @param engines by the name of the provider whose clusters they back up
 */
public record Recovery(Map<String, BackupEngine> engines, Copies copies, Backups backups) {
    public Recovery {
        engines = Map.copyOf(engines);
    }

    /** Who backs up clusters of a provider as a whole; empty: nobody, their databases are dumped one by one. */
    public Optional<BackupEngine> engine(String provider) {
        return Optional.ofNullable(engines.get(provider));
    }
}
