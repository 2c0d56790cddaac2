package dev.howdah.reconcile;

import java.util.List;

/** A number for a few values, the same in every process: FNV-1a of their texts. Against chance, not against malice. */
final class Digest {

    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private Digest() {}

    static long of(Object... parts) {
        String text = List.of(parts).toString();
        long digest = OFFSET;
        for (int i = 0; i < text.length(); i++) {
            digest = (digest ^ text.charAt(i)) * PRIME;
        }
        return digest;
    }
}
