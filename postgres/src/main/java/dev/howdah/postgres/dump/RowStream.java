package dev.howdah.postgres.dump;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.postgresql.copy.CopyIn;

/** Rows on their way to the server, in UTF-8 whatever they were in. */
final class RowStream implements Splitter.Rows {

    private final CopyIn copy;
    private final boolean asTheyAre;
    private final CharsetDecoder decoder;
    private final CharBuffer chars = CharBuffer.allocate(1 << 16);
    private ByteBuffer left = ByteBuffer.allocate(0);

    RowStream(CopyIn copy, Charset charset) {
        this.copy = copy;
        this.asTheyAre = charset.equals(StandardCharsets.UTF_8);
        this.decoder = charset.newDecoder();
    }

    /** The server did not take them. */
    static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final SQLException why;

        private RefusedException(SQLException why) {
            super(why);
            this.why = why;
        }

        SQLException why() {
            return why;
        }
    }

    @Override
    public void take(byte[] bytes, int from, int length) throws IOException {
        if (length == 0) {
            return;
        }
        if (asTheyAre) {
            send(bytes, from, length);
            return;
        }
        ByteBuffer in = ByteBuffer.allocate(left.remaining() + length);
        in.put(left).put(bytes, from, length).flip();
        CoderResult result;
        do {
            chars.clear();
            result = decoder.decode(in, chars, false);
            if (result.isError()) {
                throw new CharacterCodingException();
            }
            byte[] utf8 = chars.flip().toString().getBytes(StandardCharsets.UTF_8);
            send(utf8, 0, utf8.length);
        } while (result.isOverflow());
        // half a char waits for its rest
        left = ByteBuffer.allocate(in.remaining()).put(in).flip();
    }

    /** @throws IOException for half a char at the end */
    void end() throws IOException {
        if (left.hasRemaining()) {
            throw new CharacterCodingException();
        }
    }

    private void send(byte[] bytes, int from, int length) {
        try {
            copy.writeToCopy(bytes, from, length);
        } catch (SQLException e) {
            throw new RefusedException(e);
        }
    }
}
