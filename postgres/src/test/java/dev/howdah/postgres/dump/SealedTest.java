package dev.howdah.postgres.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SealedTest {

    private static final int CHUNK = 1 << 16;

    private static byte[] sealed(byte[] plain) throws IOException {
        try (var in = Sealed.seal(new ByteArrayInputStream(plain), "key", "place")) {
            return in.readAllBytes();
        }
    }

    private static byte[] opened(byte[] sealed, String key, String place) throws IOException {
        try (var in = Sealed.open(new ByteArrayInputStream(sealed), key, place)) {
            return in.readAllBytes();
        }
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 17})
    void whatIsSealedOpensAgain(int length) throws IOException {
        byte[] plain = bytes(length);
        byte[] sealed = sealed(plain);
        assertThat(sealed).hasSize((int) Sealed.size(length));
        assertThat(opened(sealed, "key", "place")).isEqualTo(plain);
        assertThat(sealed(plain)).as("never the same twice").isNotEqualTo(sealed);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, CHUNK, 2 * CHUNK + 9})
    void noByteCanBeChangedOrLeftOut(int length) throws IOException {
        byte[] sealed = sealed(bytes(length));
        Random random = new Random(length);
        for (int i = 0; i < 20; i++) {
            byte[] other = sealed.clone();
            other[random.nextInt(other.length)] ^= (byte) (1 << random.nextInt(8));
            assertThatThrownBy(() -> opened(other, "key", "place")).isInstanceOf(Sealed.BrokenException.class);
            byte[] less = Arrays.copyOf(sealed, random.nextInt(sealed.length));
            assertThatThrownBy(() -> opened(less, "key", "place")).isInstanceOf(Sealed.BrokenException.class);
        }
        byte[] more = Arrays.copyOf(sealed, sealed.length + 1);
        assertThatThrownBy(() -> opened(more, "key", "place")).isInstanceOf(Sealed.BrokenException.class);
    }

    @Test
    void wholeChunksCanNeitherBeLeftOutNorExchanged() throws IOException {
        byte[] sealed = sealed(bytes(4 * CHUNK));
        int head = 40;
        int chunk = CHUNK + 16;
        assertThatThrownBy(() -> opened(Arrays.copyOf(sealed, head + 3 * chunk), "key", "place"))
                .isInstanceOf(Sealed.BrokenException.class);
        byte[] other = sealed.clone();
        System.arraycopy(sealed, head + chunk, other, head, chunk);
        System.arraycopy(sealed, head, other, head + chunk, chunk);
        assertThatThrownBy(() -> opened(other, "key", "place")).isInstanceOf(Sealed.BrokenException.class);
    }

    @Test
    void itOpensWithItsOwnKeyInItsOwnPlaceAlone() throws IOException {
        byte[] sealed = sealed(bytes(9));
        assertThatThrownBy(() -> opened(sealed, "other", "place")).hasMessageContaining("another key file");
        assertThatThrownBy(() -> opened(sealed, "key", "elsewhere")).isInstanceOf(Sealed.BrokenException.class);
    }
}
