package dev.howdah.spi;

import dev.howdah.resource.Extension;
import dev.howdah.resource.PgNames;
import java.time.Duration;
import java.util.List;

/** Puts a database in the place of another one on a living cluster. Every method may be repeated. */
public interface Swaps {

    /**
     * Makes an empty database that an order's admin role can fill and nobody else can enter.
     *
     * @param extensions that an ordinary role can't make
     */
    void make(PlatformAccess access, String database, Marker marker, PgNames names, List<Extension> extensions);

    /**
     * Exchanges names: the one that is in use goes aside, with nobody in it, and the one beside takes its name, its marker,
     * its privileges and its settings, in one transaction. When it fails, the one that was in use goes on.
     *
     * @return how long nobody could log in
     */
    Duration swap(PlatformAccess access, Change change);

    /** Lets nobody in, or lets in whoever may, as long as it bears the marker. */
    void open(PlatformAccess access, String database, Marker marker, boolean open);

    /** Drops a database that bears a marker; any other of its name stays. */
    void drop(PlatformAccess access, String database, Marker marker);

    /**
     * Which names are exchanged.
     *
     * @param names of the order; its database is the one in use, which may be missing
     * @param marker of the order
     * @param beside takes the order's name
     * @param besides the marker that it bears until then
     * @param aside what the one that was in use is named afterwards
     * @param asides the marker that it bears from then on
     */
    record Change(PgNames names, Marker marker, String beside, Marker besides, String aside, Marker asides) {}
}
