package dev.howdah.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.resource.Login;
import dev.howdah.resource.Role;
import dev.howdah.spi.PasswordVault;
import dev.howdah.spi.PasswordVault.Entry;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every vault does with passwords. */
public interface VaultContract {

    /** A vault that holds nothing yet. */
    PasswordVault vault();

    /** The same vault as another process would see it that starts now. */
    PasswordVault reopened();

    @Test
    default void aPasswordIsLongUrlSafeAndPending() {
        Entry made = vault().ensure(UUID.randomUUID(), Login.main(Role.WRITE));
        assertThat(made.password()).matches("[A-Za-z0-9_-]{32,}");
        assertThat(made.settled()).isFalse();
        assertThat(made.toString()).doesNotContain(made.password());
    }

    @Test
    default void aCrashBeforeSettlingFindsTheSamePasswordAgain() {
        UUID uid = UUID.randomUUID();
        Login login = Login.main(Role.ADMIN);
        Entry made = vault().ensure(uid, login);
        assertThat(vault().ensure(uid, login)).isEqualTo(made);
        assertThat(reopened().ensure(uid, login)).isEqualTo(made);
        vault().settle(uid, List.of(login));
        assertThat(reopened().ensure(uid, login)).isEqualTo(new Entry(made.password(), true));
        vault().settle(uid, List.of(login));
        assertThat(vault().get(uid, login)).contains(new Entry(made.password(), true));
    }

    @Test
    default void everyLoginHasAPasswordOfItsOwn() {
        UUID uid = UUID.randomUUID();
        Set<String> passwords = new HashSet<>();
        Login.ALL.forEach(l -> passwords.add(vault().ensure(uid, l).password()));
        Login.ALL.forEach(
                l -> passwords.add(vault().ensure(UUID.randomUUID(), l).password()));
        assertThat(passwords).hasSize(2 * Login.ALL.size());
        assertThat(vault().all(uid)).containsOnlyKeys(Login.ALL);
    }

    @Test
    default void settlingIsForTheNamedLogins() {
        UUID uid = UUID.randomUUID();
        Login.ALL.forEach(l -> vault().ensure(uid, l));
        vault().settle(uid, List.of(Login.main(Role.READ), Login.alt(Role.ADMIN)));
        assertThat(vault().all(uid).entrySet())
                .filteredOn(e -> e.getValue().settled())
                .extracting(java.util.Map.Entry::getKey)
                .containsExactlyInAnyOrder(Login.main(Role.READ), Login.alt(Role.ADMIN));
    }

    @Test
    default void whatIsForgottenIsGoneAndNothingElse() {
        UUID gone = UUID.randomUUID();
        UUID stays = UUID.randomUUID();
        Login login = Login.main(Role.READ);
        Entry before = vault().ensure(gone, login);
        Entry other = vault().ensure(stays, login);
        vault().forget(gone);
        vault().forget(gone);
        assertThat(vault().get(gone, login)).isEmpty();
        assertThat(vault().all(gone)).isEmpty();
        assertThat(vault().get(stays, login)).contains(other);
        assertThat(vault().ensure(gone, login).password()).isNotEqualTo(before.password());
    }

    @Test
    default void aPasswordThatNobodyToldIsKeptAsSuchUntilItIsRenewed() {
        UUID uid = UUID.randomUUID();
        Login kept = Login.main(Role.WRITE);
        Login known = Login.main(Role.READ);
        Entry before = vault().ensure(uid, known);
        vault().keepUnknown(uid, Set.of(kept, known));
        vault().keepUnknown(uid, Set.of(kept));
        assertThat(reopened().get(uid, kept)).hasValueSatisfying(e -> {
            assertThat(e.known()).isFalse();
            assertThat(e.settled()).isTrue();
        });
        assertThat(vault().ensure(uid, kept).known()).isFalse();
        assertThat(vault().get(uid, known)).contains(before);
        Entry renewed = vault().renew(uid, kept);
        assertThat(renewed.known()).isTrue();
        assertThat(renewed.settled()).isFalse();
        assertThat(reopened().get(uid, kept)).contains(renewed);
    }

    @Test
    default void whatIsMovedIsTheOtherOnesAndReplacesWhatThatHad() {
        UUID from = UUID.randomUUID();
        UUID to = UUID.randomUUID();
        Login admin = Login.main(Role.ADMIN);
        Login write = Login.main(Role.WRITE);
        Login read = Login.main(Role.READ);
        vault().ensure(from, Set.of(admin, write));
        vault().settle(from, List.of(admin));
        var moved = vault().all(from);
        vault().ensure(to, Set.of(admin, read));
        vault().settle(to, List.of(admin, read));
        Entry kept = vault().get(to, read).orElseThrow();
        for (int again = 0; again < 2; again++) {
            vault().move(from, to);
            assertThat(vault().all(from)).isEmpty();
            assertThat(reopened().all(to))
                    .containsEntry(admin, moved.get(admin))
                    .containsEntry(write, moved.get(write))
                    .containsEntry(read, kept);
        }
    }

    @Test
    default void manyAtOnceGetOnePassword() throws InterruptedException {
        for (int round = 0; round < 5; round++) {
            UUID uid = UUID.randomUUID();
            var entries = Together.run(Collections.nCopies(8, uid), u -> vault().ensure(u, Login.main(Role.WRITE)));
            assertThat(new HashSet<>(entries)).hasSize(1);
        }
    }
}
