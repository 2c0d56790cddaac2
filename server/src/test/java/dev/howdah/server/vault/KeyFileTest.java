package dev.howdah.server.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.resource.Login;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Role;
import dev.howdah.server.store.StoreDb;
import dev.howdah.server.store.Stores;
import dev.howdah.spi.PasswordVault;
import dev.howdah.spi.Trouble;
import dev.howdah.testkit.ThrowawayPostgres;
import dev.howdah.testkit.Together;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The key, and what is kept without it. */
final class KeyFileTest {

    private static final Login LOGIN = Login.main(Role.WRITE);

    @TempDir
    private Path home;

    private final UUID uid = UUID.randomUUID();
    private String database;
    private StoreDb db;
    private Path key;

    @BeforeEach
    void open() {
        database = Stores.database(18);
        db = Stores.open(18, database);
        key = home.resolve("secrets/key");
    }

    @AfterEach
    void close() {
        db.close();
    }

    private PasswordVault vault() {
        return new StoreVault(db, key);
    }

    private void keyMissing(ThrowingCallable call, String... says) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Trouble.class, t -> assertThat(t.reason()).isEqualTo(Reason.KEY_MISSING))
                .hasMessageContainingAll(says);
    }

    @Test
    void theKeyIsMadeWithTheFirstPasswordForItsOwnerAlone() throws IOException {
        PasswordVault vault = vault();
        assertThat(vault.get(uid, LOGIN)).isEmpty();
        assertThat(key).doesNotExist();
        vault.ensure(uid, LOGIN);
        assertThat(Base64.getDecoder().decode(Files.readString(key).strip())).hasSize(32);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key.getParent())))
                .isEqualTo("rwx------");
        try (var files = Files.list(key.getParent())) {
            assertThat(files).containsExactly(key);
        }
    }

    @Test
    void aLostKeyIsAskedForAndNeverReplaced() throws IOException {
        var made = vault().ensure(uid, LOGIN);
        Path backup = home.resolve("backup");
        Files.move(key, backup);
        PasswordVault vault = vault();
        keyMissing(() -> vault.get(uid, LOGIN), key.toString(), "put it back");
        keyMissing(() -> vault.ensure(uid, LOGIN), key.toString());
        keyMissing(() -> vault.ensure(UUID.randomUUID(), LOGIN), key.toString());
        assertThat(key).doesNotExist();
        Files.move(backup, key);
        assertThat(vault.ensure(uid, LOGIN)).isEqualTo(made);
    }

    @Test
    void anotherKeyIsNoKey() throws IOException {
        vault().ensure(uid, LOGIN);
        String other = Base64.getEncoder().encodeToString(new byte[32]);
        Files.writeString(key, other);
        keyMissing(() -> vault().get(uid, LOGIN), key.toString());
        keyMissing(() -> vault().ensure(UUID.randomUUID(), LOGIN), key.toString());
        assertThat(key).hasContent(other);
        Files.writeString(key, "not base64!");
        keyMissing(() -> vault().get(uid, LOGIN), "32 bytes");
        Files.writeString(key, "AAAA");
        keyMissing(() -> vault().get(uid, LOGIN), "32 bytes");
    }

    @Test
    void aKeyThatOthersCanReadIsNarrowed() throws IOException {
        var made = vault().ensure(uid, LOGIN);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(vault().get(uid, LOGIN)).contains(made);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
    }

    @Test
    void twoFirstStartsMakeOneKey() throws InterruptedException {
        var made = Together.run(
                List.of(1, 2, 3, 4), n -> vault().ensure(UUID.nameUUIDFromBytes(new byte[] {n.byteValue()}), LOGIN));
        for (int n = 1; n <= made.size(); n++) {
            assertThat(vault().get(UUID.nameUUIDFromBytes(new byte[] {(byte) n}), LOGIN))
                    .contains(made.get(n - 1));
        }
    }

    @Test
    void theStoreHoldsNoPasswordInAnyForm() {
        String password = vault().ensure(uid, LOGIN).password();
        vault().settle(uid, List.of(LOGIN));
        byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
        assertThat(Stores.dump(18, database))
                .contains(uid.toString())
                .doesNotContain(password)
                .doesNotContain(HexFormat.of().formatHex(bytes))
                .doesNotContain(Base64.getEncoder().encodeToString(bytes));
    }

    @Test
    void swappedAndChangedRowsAreFoundOut() throws SQLException {
        UUID other = UUID.randomUUID();
        vault().ensure(uid, LOGIN);
        vault().ensure(uid, Login.alt(Role.WRITE));
        vault().ensure(other, LOGIN);
        sql("UPDATE howdah.passwords p SET nonce = q.nonce, ciphertext = q.ciphertext FROM howdah.passwords q"
                + " WHERE p.uid = '" + uid + "' AND p.slot = 'MAIN' AND q.uid = '" + other + "'");
        keyMissing(() -> vault().get(uid, LOGIN), "changed");
        sql("UPDATE howdah.passwords p SET nonce = q.nonce, ciphertext = q.ciphertext FROM howdah.passwords q"
                + " WHERE p.uid = q.uid AND p.slot = 'MAIN' AND q.slot = 'ALT'");
        keyMissing(() -> vault().get(uid, LOGIN), "changed");
        keyMissing(() -> vault().ensure(uid, LOGIN), "changed");
        sql("UPDATE howdah.passwords SET ciphertext = set_byte(ciphertext, 0, get_byte(ciphertext, 0) # 1)"
                + " WHERE uid = '" + other + "'");
        keyMissing(() -> vault().get(other, LOGIN), "changed");
    }

    private void sql(String sql) throws SQLException {
        try (var c = ThrowawayPostgres.of(18).connect(database);
                var s = c.createStatement()) {
            s.execute(sql);
        }
    }
}
