package dev.howdah.postgres.scratch;

import dev.howdah.spi.Scratches;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is taken of a backup.
 *
 * @param label of the backup
 * @param repository that has it
 * @param whole whether all databases are
 * @param databases oids of those that are, when not all are
 * @param left oids of those that are left out
 * @param bytes of all that
 * @param own those of the one that is wanted
 * @param known whether the one that is wanted is among them
 */
record Choice(
        String label,
        int repository,
        boolean whole,
        Set<Long> databases,
        Set<Long> left,
        long bytes,
        long own,
        boolean known) {

    static Choice of(Repository.Backup backup, Manifest manifest, Scratches.Wish wish) {
        var wanted = new TreeSet<Long>();
        for (Map.Entry<String, Long> database : manifest.oids().entrySet()) {
            boolean meant =
                    database.getKey().equals(wish.database()) || wish.oids().contains(database.getValue());
            if (meant && manifest.ordinary(database.getValue())) {
                wanted.add(database.getValue());
            }
        }
        var left = new TreeSet<Long>(manifest.oids().values());
        left.removeIf(oid -> wish.whole() || wanted.contains(oid) || !manifest.ordinary(oid));
        return new Choice(
                backup.label(),
                backup.repository(),
                wish.whole(),
                wanted,
                left,
                wish.whole() ? manifest.total() : manifest.with(wanted),
                manifest.of(wanted),
                !wanted.isEmpty());
    }
}
