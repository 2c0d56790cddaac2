package dev.howdah.postgres.dump;

import dev.howdah.spi.Soundness.Sum;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Counts lines between a COPY and its end, and adds up their hashes: PostgreSQL writes a row in one line. */
final class CopyCounter {
    private static final byte[] COPY = "COPY ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] STDIN = " FROM stdin;".getBytes(StandardCharsets.US_ASCII);

    private final List<Sum> tables = new ArrayList<>();
    private final byte[] first = new byte[COPY.length];
    private final byte[] last = new byte[STDIN.length];
    private long length;
    private long count = -1;
    private long hash = RowHash.BEGIN;
    private long sum;

    void feed(byte[] bytes, int n) {
        for (int i = 0; i < n; i++) {
            byte b = bytes[i];
            if (b == '\n') {
                line();
                length = 0;
                hash = RowHash.BEGIN;
            } else {
                if (length < first.length) {
                    first[(int) length] = b;
                }
                if (count < 0) {
                    last[(int) (length % last.length)] = b;
                } else {
                    hash = RowHash.step(hash, b);
                }
                length++;
            }
        }
    }

    private void line() {
        if (count < 0) {
            count = begins() ? 0 : -1;
        } else if (length == 2 && first[0] == '\\' && first[1] == '.') {
            tables.add(RowSums.of(count, sum));
            count = -1;
            sum = 0;
        } else {
            count++;
            sum += RowHash.end(hash);
        }
    }

    private boolean begins() {
        if (length < COPY.length + STDIN.length || !Arrays.equals(first, COPY)) {
            return false;
        }
        for (int i = 0; i < STDIN.length; i++) {
            if (last[(int) ((length + i) % STDIN.length)] != STDIN[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether no table was cut off. */
    boolean whole() {
        return count < 0;
    }

    /** Of each table, in the order in which they came. */
    List<Sum> tables() {
        return List.copyOf(tables);
    }
}
