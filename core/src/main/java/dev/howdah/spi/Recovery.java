package dev.howdah.spi;

import java.util.Map;
import java.util.Optional;

/**
 * What keeps and brings back data.
 *
 * @param engines by the name of the provider whose clusters they back up
 * @param backups the catalogue of what there is
 * @param shelf where dumps of single databases are kept
 * @param seeds what others have that new databases are filled with
 * @param scratches by the name of the provider whose clusters they restore
 */
public record Recovery(
        Map<String, BackupEngine> engines,
        Copies copies,
        Backups backups,
        DumpShelf shelf,
        Map<String, Scratches> scratches,
        Keepsakes keepsakes,
        Soundness soundness,
        Seeds seeds) {
    public Recovery {
        engines = Map.copyOf(engines);
        scratches = Map.copyOf(scratches);
    }

    /** One that fills nothing from what others have. */
    public Recovery(
            Map<String, BackupEngine> engines,
            Copies copies,
            Backups backups,
            DumpShelf shelf,
            Map<String, Scratches> scratches,
            Keepsakes keepsakes,
            Soundness soundness) {
        this(engines, copies, backups, shelf, scratches, keepsakes, soundness, Seeds.NONE);
    }

    /** Who backs up clusters of a provider as a whole; empty: nobody, their databases are dumped one by one. */
    public Optional<BackupEngine> engine(String provider) {
        return Optional.ofNullable(engines.get(provider));
    }

    /** Who restores databases of clusters of a provider to a moment; empty: nobody. */
    public Optional<Scratches> scratch(String provider) {
        return Optional.ofNullable(scratches.get(provider));
    }
}
