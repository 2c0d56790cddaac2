package dev.howdah.postgres.dump;

/**
 * A number for the text of a row; those of a table are added, so that their order does not matter. Not against forgers: it
 * finds what was damaged, cut off or mixed up.
 */
final class RowHash {

    /** FNV-1a, whose last bytes would hardly matter without what {@link #end} does: MurmurHash3's finalizer. */
    static final long BEGIN = 0xcbf29ce484222325L;

    private static final long PRIME = 0x100000001b3L;

    private RowHash() {}

    static long step(long hash, byte b) {
        return (hash ^ (b & 0xff)) * PRIME;
    }

    static long end(long hash) {
        long h = hash;
        h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
        h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return h ^ (h >>> 33);
    }

    /** @param row with the line's end, which does not count */
    static long of(byte[] row) {
        long hash = BEGIN;
        int length = row.length > 0 && row[row.length - 1] == '\n' ? row.length - 1 : row.length;
        for (int i = 0; i < length; i++) {
            hash = step(hash, row[i]);
        }
        return end(hash);
    }
}
