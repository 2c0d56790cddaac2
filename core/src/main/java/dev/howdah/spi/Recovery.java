package dev.howdah.spi;

import java.util.Map;
import java.util.Optional;

/**
 * What keeps and brings back data.
 *
 * @param engines by the name of the provider whose clusters they back up
 * @param backups the catalogue of what there is
 * @param shelf where dumps of single databases are kept
 */
public record Recovery(Map<String, BackupEngine> engines, Copies copies, Backups backups, DumpShelf shelf) {
    public Recovery {
        engines = Map.copyOf(engines);
    }

    /** Who backs up clusters of a provider as a whole; empty: nobody, their databases are dumped one by one. */
    public Optional<BackupEngine> engine(String provider) {
        return Optional.ofNullable(engines.get(provider));
    }
}
