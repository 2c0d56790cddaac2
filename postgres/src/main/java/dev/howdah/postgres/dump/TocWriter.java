package dev.howdah.postgres.dump;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes a table of contents as it was read. */
final class TocWriter {

    /** A place in a file that is known. */
    private static final int SET = 2;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Toc toc;
    private final long shift;

    private TocWriter(Toc toc, long shift) {
        this.toc = toc;
        this.shift = shift;
    }

    /** @param shift by how much data has moved that stands behind it in the same file */
    static byte[] write(Toc toc, long shift) {
        return new TocWriter(toc, shift).all();
    }

    private byte[] all() {
        out.writeBytes(toc.head().getBytes(StandardCharsets.ISO_8859_1));
        number(toc.entries().size());
        for (Toc.Entry e : toc.entries()) {
            number(e.id());
            number(e.hasData());
            string(e.table());
            string(e.oid());
            string(e.tag());
            string(e.type());
            number(e.section());
            string(e.sql());
            string(e.drop());
            string(e.copy());
            string(e.schema());
            string(e.tablespace());
            string(e.method());
            if (toc.form().version() >= 116) {
                number(e.kind());
            }
            string(e.owner());
            string(e.oids());
            e.depends().forEach(this::string);
            string(null);
            extra(e.extra());
        }
        return out.toByteArray();
    }

    private void extra(String extra) {
        if (toc.form().format() != Toc.CUSTOM) {
            string(extra);
            return;
        }
        char state = extra.charAt(0);
        out.write(state);
        long place = 0;
        for (int i = 1; i < extra.length(); i++) {
            place |= (long) extra.charAt(i) << (8 * (i - 1));
        }
        long moved = state == SET ? place + shift : place;
        for (int i = 1; i < extra.length(); i++) {
            out.write((int) (moved >>> (8 * (i - 1))));
        }
    }

    private void number(int n) {
        out.write(n < 0 ? 1 : 0);
        int left = Math.abs(n);
        for (int i = 0; i < toc.form().intSize(); i++) {
            out.write(left & 0xff);
            left >>>= 8;
        }
    }

    private void string(@Nullable String s) {
        if (s == null) {
            number(-1);
            return;
        }
        byte[] bytes = s.getBytes(StandardCharsets.ISO_8859_1);
        number(bytes.length);
        out.writeBytes(bytes);
    }
}
