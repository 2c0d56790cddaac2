package dev.howdah.server.vault;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What is done with the key: AES-256-GCM under random 96-bit nonces (NIST SP 800-38D), and keyed fingerprints
 * (HMAC-SHA-256). Each use has a key of its own, derived with HKDF (RFC 5869).
 */
final class Key {

    /** A password at rest. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Sealed(String keyId, byte[] nonce, byte[] ciphertext) {}

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecureRandom random = new SecureRandom();
    private final SecretKey sealing;
    private final SecretKey printing;
    private final SecretKey repositories;
    private final String id;

    Key(byte[] bytes) {
        this.sealing = derive(bytes, "howdah password", "AES");
        this.printing = derive(bytes, "howdah fingerprint", "HmacSHA256");
        this.repositories = derive(bytes, "howdah repositories", "RAW");
        this.id = HexFormat.of().formatHex(derive(bytes, "howdah key id", "RAW").getEncoded(), 0, 8);
    }

    /** Tells keys apart; tells nothing about them. */
    String id() {
        return id;
    }

    /** @param place where it belongs: it does not open anywhere else */
    Sealed seal(String password, String place) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, nonce, place);
            return new Sealed(id, nonce, cipher.doFinal(password.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The password; empty when this is another key, another place, or somebody changed a byte. */
    Optional<String> open(Sealed sealed, String place) {
        try {
            byte[] plain = cipher(Cipher.DECRYPT_MODE, sealed.nonce(), place).doFinal(sealed.ciphertext());
            return Optional.of(new String(plain, StandardCharsets.UTF_8));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String place) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, sealing, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    /** Tells whether two passwords are the same without holding either; of no use without the key. */
    byte[] fingerprint(String password) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(printing);
            return mac.doFinal(password.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** For a stanza of a backup's repository: 256 bits in hexadecimal. */
    String passphrase(String stanza) {
        return HexFormat.of()
                .formatHex(derive(repositories.getEncoded(), stanza, "RAW").getEncoded());
    }

    private static SecretKey derive(byte[] bytes, String use, String algorithm) {
        try {
            var parameters =
                    HKDFParameterSpec.ofExtract().addIKM(bytes).thenExpand(use.getBytes(StandardCharsets.UTF_8), 32);
            byte[] derived = KDF.getInstance("HKDF-SHA256").deriveData(parameters);
            return new SecretKeySpec(derived, algorithm);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
