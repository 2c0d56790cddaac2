package dev.howdah.postgres.dump;

import dev.howdah.resource.Reason;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Takes a script apart as it comes, a statement at a time, as psql would. Each char here is one byte of it: which encoding
 * it has is said by its own statements.
 */
final class Splitter {

    /** Of one statement; rows of COPY are none. It is in memory several times while it runs. */
    static final int LONGEST = 32 << 20;

    private static final int BUFFER = 1 << 16;

    /** Where a row that ends the rows is looked for. */
    private static final int END = 4;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int end;
    private boolean over;
    private long line = 1;

    Splitter(InputStream in) {
        this.in = in;
    }

    /**
     * A part of a script.
     *
     * @param lead white space and comments before it
     * @param text without its semicolon; of a command of psql the line
     * @param line of its first char, from 1
     * @param command whether it is a command of psql, which is no SQL
     */
    record Piece(String lead, String text, long line, boolean command) {}

    /** Takes rows as they come. */
    interface Rows {
        void take(byte[] bytes, int from, int length) throws IOException;
    }

    /** Of the byte that comes next. */
    long line() {
        return line;
    }

    /** The next part, which may be empty but for its lead; nothing at the end. */
    Optional<Piece> next() throws IOException {
        if (!available(1)) {
            return Optional.empty();
        }
        Lexer lexer = new Lexer();
        Nesting nesting = new Nesting();
        StringBuilder text = new StringBuilder();
        long begun = line;
        while (available(1)) {
            char c = take();
            boolean code = lexer.next(c);
            if (code && c == '\\') {
                return Optional.of(command(text, begun));
            }
            nesting.next(c, code && lexer.outermost());
            if (code && c == ';' && lexer.outermost() && nesting.outermost()) {
                return Optional.of(piece(text.toString(), begun));
            }
            if (text.length() >= LONGEST) {
                throw new Trouble(
                        Reason.FAILED,
                        "line " + begun + ": a statement of more than " + (LONGEST >> 20)
                                + " MiB can't be run: pg_dump writes rows as COPY, of which any size can");
            }
            text.append(c);
        }
        return Optional.of(piece(text.toString(), begun));
    }

    /** Where a statement stands in the middle, the command is its text. */
    private Piece command(StringBuilder before, long begun) throws IOException {
        Piece lead = piece(before.toString(), begun);
        StringBuilder text = new StringBuilder("\\");
        long where = line;
        while (available(1)) {
            char c = take();
            if (c == '\n') {
                break;
            }
            if (text.length() < 1000) {
                text.append(c);
            }
        }
        return new Piece(lead.lead() + lead.text(), text.toString().strip(), where, true);
    }

    private static Piece piece(String text, long begun) {
        int skip = Lead.end(text, 0);
        long lines = text.substring(0, skip).chars().filter(c -> c == '\n').count();
        return new Piece(text.substring(0, skip), text.substring(skip), begun + lines, false);
    }

    /**
     * Passes on the rows that follow a COPY.
     *
     * @return whether they end as they should, in a line {@code \.}
     */
    boolean rows(Rows rows) throws IOException {
        restOfLine();
        boolean start = true;
        int from = at;
        while (true) {
            if (end - at < (start ? END : 1)) {
                rows.take(buffer, from, at - from);
                if (!available(start ? END : 1) && at == end) {
                    return false;
                }
                from = at;
            }
            if (start && last()) {
                rows.take(buffer, from, at - from);
                restOfLine();
                return true;
            }
            int newline = at;
            while (newline < end && buffer[newline] != '\n') {
                newline++;
            }
            start = newline < end;
            at = start ? newline + 1 : end;
            line += start ? 1 : 0;
        }
    }

    private boolean last() {
        if (end - at < 2 || buffer[at] != '\\' || buffer[at + 1] != '.') {
            return false;
        }
        int left = end - at - 2;
        return left == 0 || buffer[at + 2] == '\n' || (buffer[at + 2] == '\r' && (left == 1 || buffer[at + 3] == '\n'));
    }

    private void restOfLine() throws IOException {
        while (available(1) && take() != '\n') {
            // what follows a semicolon in its line
        }
    }

    private char take() {
        byte b = buffer[at++];
        line += b == '\n' ? 1 : 0;
        return (char) (b & 0xff);
    }

    /** Reads until that many bytes are there; false: there are fewer left. */
    private boolean available(int bytes) throws IOException {
        if (end - at >= bytes) {
            return true;
        }
        System.arraycopy(buffer, at, buffer, 0, end - at);
        end -= at;
        at = 0;
        while (end < bytes && !over) {
            int n = in.read(buffer, end, buffer.length - end);
            over = n < 0;
            end += Math.max(n, 0);
        }
        return end >= bytes;
    }

    /** The first bytes, which stay where they are. */
    byte[] peek(int bytes) throws IOException {
        available(bytes);
        return Arrays.copyOfRange(buffer, at, Math.min(end, at + bytes));
    }

    /** Leaves out a mark that some editors put before UTF-8. */
    void skipMark() throws IOException {
        if (Arrays.equals(peek(3), "\ufeff".getBytes(StandardCharsets.UTF_8))) {
            at += 3;
        }
    }
}
