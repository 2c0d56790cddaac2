package dev.howdah.server.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;

final class KeyTest {

    private final Key key = new Key(random());
    private final Key other = new Key(random());

    private static byte[] random() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    @Property(tries = 200)
    void whatIsSealedOpensWithItsKeyInItsPlaceOnly(
            @ForAll @StringLength(max = 80) String password,
            @ForAll @StringLength(max = 40) String place,
            @ForAll @StringLength(max = 40) String elsewhere) {
        String text = new String(
                password.getBytes(java.nio.charset.StandardCharsets.UTF_8), java.nio.charset.StandardCharsets.UTF_8);
        Key.Sealed sealed = key.seal(text, "at " + place);
        assertThat(key.open(sealed, "at " + place)).contains(text);
        assertThat(key.open(sealed, "at " + place + elsewhere + "!")).isEmpty();
        assertThat(other.open(sealed, "at " + place)).isEmpty();
        assertThat(key.seal(text, "at " + place).ciphertext()).isNotEqualTo(sealed.ciphertext());
    }

    @Property(tries = 100)
    void fingerprintsTellPasswordsApartAndNeedTheKey(@ForAll String one, @ForAll String two) {
        assertThat(key.fingerprint(one)).isEqualTo(key.fingerprint(one)).isNotEqualTo(other.fingerprint(one));
        assertThat(java.util.Arrays.equals(key.fingerprint(one), key.fingerprint(two)))
                .isEqualTo(one.equals(two));
    }
}
