package dev.howdah.postgres.dump;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Objects;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * Files sealed with AES-256-GCM (NIST SP 800-38D) in chunks, so that they can be of any size: each chunk's nonce is its number
 * and whether it is the last one (the STREAM of Hoang, Reyhanitabar, Rogaway and Vizár, 2015). Each file has a key of its
 * own, derived with HKDF (RFC 5869) under a random salt: it opens nowhere but in its place.
 */
final class Sealed extends InputStream {

    /** As manifests name it. */
    static final String CIPHER = "aes-256-gcm";

    private static final byte[] MAGIC = "HOWDAH1\n".getBytes(StandardCharsets.US_ASCII);
    private static final int SALT = 32;
    private static final int CHUNK = 1 << 16;
    private static final int TAG = 16;

    /** What comes next; empty: nothing more. */
    private interface Chunks {
        byte[] next() throws IOException;
    }

    private final InputStream from;
    private final Chunks chunks;
    private byte[] now;
    private int at;

    private Sealed(InputStream from, byte[] first, Chunks chunks) {
        this.from = from;
        this.now = first;
        this.chunks = chunks;
    }

    /**
     * What is read, sealed.
     *
     * @param place where it opens
     */
    static InputStream seal(InputStream plain, String passphrase, String place) {
        byte[] salt = new byte[SALT];
        new SecureRandom().nextBytes(salt);
        SecretKey key = key(passphrase, salt, place);
        byte[] head = Arrays.copyOf(MAGIC, MAGIC.length + SALT);
        System.arraycopy(salt, 0, head, MAGIC.length, SALT);
        return new Sealed(
                plain, head, new Row(plain, CHUNK, (chunk, nonce) -> run(Cipher.ENCRYPT_MODE, key, nonce, chunk)));
    }

    /** What was sealed; reading fails when a byte of it was changed, or any is missing. */
    static InputStream open(InputStream sealed, String passphrase, String place) throws IOException {
        byte[] head = sealed.readNBytes(MAGIC.length + SALT);
        if (head.length < MAGIC.length + SALT || !Arrays.equals(Arrays.copyOf(head, MAGIC.length), MAGIC)) {
            throw broken(null);
        }
        SecretKey key = key(passphrase, Arrays.copyOfRange(head, MAGIC.length, head.length), place);
        return new Sealed(
                sealed,
                new byte[0],
                new Row(sealed, CHUNK + TAG, (chunk, nonce) -> run(Cipher.DECRYPT_MODE, key, nonce, chunk)));
    }

    /** Bytes of a sealed file that holds so many. */
    static long size(long plain) {
        long chunks = Math.max(1, (plain + CHUNK - 1) / CHUNK);
        return MAGIC.length + SALT + plain + chunks * TAG;
    }

    private interface Turn {
        byte[] of(byte[] chunk, byte[] nonce) throws IOException;
    }

    /** Reads one chunk ahead, to know the last one. */
    private static final class Row implements Chunks {
        private final InputStream from;
        private final int size;
        private final Turn turn;
        private byte[] ahead = new byte[0];
        private int number = -1;
        private boolean over;

        private Row(InputStream from, int size, Turn turn) {
            this.from = from;
            this.size = size;
            this.turn = turn;
        }

        @Override
        public byte[] next() throws IOException {
            while (!over) {
                byte[] chunk = number < 0 ? from.readNBytes(size) : ahead;
                ahead = chunk.length == size ? from.readNBytes(size) : new byte[0];
                over = ahead.length == 0;
                number++;
                byte[] out = turn.of(chunk, nonce(number, over));
                if (out.length > 0) {
                    return out;
                }
            }
            return new byte[0];
        }
    }

    private static byte[] nonce(int number, boolean last) {
        return ByteBuffer.allocate(12)
                .putInt(7, number)
                .put(11, (byte) (last ? 1 : 0))
                .array();
    }

    private static byte[] run(int mode, SecretKey key, byte[] nonce, byte[] chunk) throws IOException {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(TAG * 8, nonce));
            return cipher.doFinal(chunk);
        } catch (GeneralSecurityException e) {
            throw broken(e);
        }
    }

    /** Not what was sealed. */
    static final class BrokenException extends IOException {
        private static final long serialVersionUID = 1L;

        private BrokenException(@Nullable Throwable cause) {
            super("it was changed or cut off, or was sealed with another key file", cause);
        }
    }

    private static IOException broken(@Nullable Throwable cause) {
        return new BrokenException(cause);
    }

    private static SecretKey key(String passphrase, byte[] salt, String place) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveKey(
                            "AES",
                            HKDFParameterSpec.ofExtract()
                                    .addIKM(passphrase.getBytes(StandardCharsets.UTF_8))
                                    .addSalt(salt)
                                    .thenExpand(place.getBytes(StandardCharsets.UTF_8), 32));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean more() throws IOException {
        if (at == now.length) {
            now = chunks.next();
            at = 0;
        }
        return now.length > 0;
    }

    @Override
    public int read() throws IOException {
        return more() ? now[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        if (!more()) {
            return -1;
        }
        int n = Math.min(length, now.length - at);
        System.arraycopy(now, at, into, offset, n);
        at += n;
        return n;
    }

    @Override
    public void close() throws IOException {
        from.close();
    }
}
