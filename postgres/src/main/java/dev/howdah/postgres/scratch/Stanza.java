package dev.howdah.postgres.scratch;

import dev.howdah.postgres.local.Disk;
import dev.howdah.postgres.pgbackrest.PgBackRest;
import dev.howdah.resource.Cluster;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where pgBackRest keeps what it backed up of a cluster.
 *
 * @param config its configuration file, which PostgreSQL's user can read
 * @param name of the stanza
 */
public record Stanza(Path config, String name) {

    /** Of a cluster that is backed up; empty: it is not. */
    public static Optional<Stanza> of(PgBackRest backups, Cluster cluster) {
        var stanza = backups.stanza(cluster);
        return Disk.read(stanza.config()).map(text -> new Stanza(stanza.config(), stanza.name()));
    }
}
