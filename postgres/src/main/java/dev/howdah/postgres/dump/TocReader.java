package dev.howdah.postgres.dump;

import dev.howdah.resource.Reason;
import dev.howdah.spi.Trouble;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a table of contents as PostgreSQL 12 to 18 write it. Everything in it may be an attack. */
final class TocReader {

    private static final String MAGIC = "PGDMP";
    private static final int OLDEST = 114;
    private static final int NEWEST = 116;
    private static final int LONGEST = 256 << 20;

    private final InputStream in;
    private final ByteArrayOutputStream head = new ByteArrayOutputStream();
    private boolean keeping = true;
    private Toc.Form form = new Toc.Form(OLDEST, 4, 8, Toc.TAR);

    private TocReader(InputStream in) {
        this.in = in;
    }

    /** @param in buffered; what follows stays in it */
    static Toc read(InputStream in) throws IOException {
        return new TocReader(in).toc();
    }

    private Toc toc() throws IOException {
        for (int i = 0; i < MAGIC.length(); i++) {
            if (next() != MAGIC.charAt(i)) {
                throw new Trouble(Reason.FAILED, "this is no archive of pg_dump");
            }
        }
        int version = next() * 100 + next();
        next();
        form = new Toc.Form(version, next(), next(), next());
        if (version < OLDEST || version > NEWEST || form.intSize() != 4 || form.offSize() > 8) {
            throw new Trouble(
                    Reason.FAILED,
                    "the archive has format " + version / 100 + "." + version % 100
                            + ", and those of pg_dump 12 to 18 can be read");
        }
        if (version >= 115) {
            next();
        } else {
            number();
        }
        for (int i = 0; i < 7; i++) {
            number();
        }
        String database = string();
        string();
        String dumped = string();
        keeping = false;
        int count = number();
        List<Toc.Entry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            entries.add(entry());
        }
        return new Toc(
                head.toString(StandardCharsets.ISO_8859_1),
                form,
                database == null ? "" : database,
                dumped == null ? "" : dumped,
                List.copyOf(entries));
    }

    private Toc.Entry entry() throws IOException {
        int id = number();
        int data = number();
        String table = string();
        String oid = string();
        String tag = string();
        String type = string();
        int section = number();
        String sql = string();
        String drop = string();
        String copy = string();
        String schema = string();
        String tablespace = string();
        String method = string();
        int kind = form.version() >= 116 ? number() : 0;
        String owner = string();
        String oids = string();
        List<String> depends = new ArrayList<>();
        for (String on = string(); on != null; on = string()) {
            depends.add(on);
        }
        return new Toc.Entry(
                id,
                data,
                table,
                oid,
                tag,
                type,
                section,
                sql,
                drop,
                copy,
                schema,
                tablespace,
                method,
                kind,
                owner,
                oids,
                depends,
                extra());
    }

    private String extra() throws IOException {
        if (form.format() == Toc.CUSTOM) {
            return new String(bytes(1 + form.offSize()), StandardCharsets.ISO_8859_1);
        }
        String file = string();
        return file == null ? "" : file;
    }

    private int number() throws IOException {
        int sign = next();
        long n = 0;
        for (int i = 0; i < form.intSize(); i++) {
            n |= (long) next() << (8 * i);
        }
        return (int) (sign == 0 ? n : -n);
    }

    private @Nullable String string() throws IOException {
        int length = number();
        return length < 0 ? null : new String(bytes(length), StandardCharsets.ISO_8859_1);
    }

    private byte[] bytes(int length) throws IOException {
        if (length > LONGEST) {
            throw new Trouble(Reason.FAILED, "the archive's table of contents is damaged");
        }
        byte[] out = in.readNBytes(length);
        if (out.length < length) {
            throw new EOFException("the archive ends in its table of contents");
        }
        if (keeping) {
            head.write(out);
        }
        return out;
    }

    private int next() throws IOException {
        int b = in.read();
        if (b < 0) {
            throw new EOFException("the archive ends in its table of contents");
        }
        if (keeping) {
            head.write(b);
        }
        return b;
    }
}
