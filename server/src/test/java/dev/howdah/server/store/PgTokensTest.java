package dev.howdah.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.control.Caller;
import dev.howdah.control.RefusedException;
import dev.howdah.server.auth.Secret;
import dev.howdah.server.auth.Tokens;
import dev.howdah.spi.Store;
import dev.howdah.testkit.ThrowawayPostgres;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PgTokensTest {

    private String database;
    private StoreDb db;
    private Store store;
    private Tokens tokens;

    @BeforeEach
    void open() {
        database = Stores.database(18);
        db = Stores.open(18, database);
        store = new PgStore(db);
        tokens = new PgTokens(db, store);
    }

    @AfterEach
    void close() {
        db.close();
    }

    @Test
    void aTokenIsFoundByItsTextAlone() {
        Tokens.Made ci = tokens.create(Caller.HOWDAH, "ci", Caller.Right.EDITOR, "shop", null);
        Tokens.Made root = tokens.create(Caller.HOWDAH, "root", Caller.Right.ADMIN, null, Duration.ofDays(1));
        assertThat(tokens.find(ci.plaintext())).contains(new Caller("ci", Caller.Right.EDITOR, "shop"));
        assertThat(tokens.find(root.plaintext())).contains(new Caller("root", Caller.Right.ADMIN, null));
        assertThat(tokens.find(Secret.make())).isEmpty();
        assertThat(tokens.find("")).isEmpty();
        assertThat(tokens.list()).containsExactly(ci.token(), root.token());
    }

    @Test
    void aNameIsFreeAgainOnceItsTokenIsRevoked() {
        Tokens.Made first = tokens.create(Caller.HOWDAH, "ci", Caller.Right.EDITOR, "shop", null);
        assertThatThrownBy(() -> tokens.create(Caller.HOWDAH, "ci", Caller.Right.ADMIN, null, null))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("'ci'");
        assertThat(tokens.revoke(Caller.HOWDAH, "ci")).isTrue();
        assertThat(tokens.find(first.plaintext())).isEmpty();
        assertThat(tokens.list()).isEmpty();
        assertThat(tokens.revoke(Caller.HOWDAH, "ci")).isFalse();
        Tokens.Made second = tokens.create(Caller.HOWDAH, "ci", Caller.Right.VIEWER, "shop", null);
        assertThat(tokens.find(first.plaintext())).isEmpty();
        assertThat(tokens.find(second.plaintext())).isPresent();
        assertThat(store.audits(0, "token ci", 10))
                .extracting(Store.Audit::action)
                .containsExactly("token.create", "token.revoke", "token.create");
    }

    @Test
    void anExpiredTokenOpensNothing() {
        Tokens.Made made = tokens.create(Caller.HOWDAH, "old", Caller.Right.ADMIN, null, Duration.ZERO);
        assertThat(tokens.find(made.plaintext())).isEmpty();
        assertThat(tokens.list()).isEmpty();
        assertThat(tokens.create(Caller.HOWDAH, "old", Caller.Right.ADMIN, null, null))
                .isNotNull();
    }

    @Test
    void theTextIsNowhereInTheStoreAndUseIsNotedOnceAMinute() throws SQLException {
        Tokens.Made made = tokens.create(Caller.HOWDAH, "ci", Caller.Right.ADMIN, null, null);
        tokens.find(made.plaintext());
        String before = row();
        tokens.find(made.plaintext());
        assertThat(row()).isEqualTo(before).contains("used");
        assertThat(Stores.dump(18, database)).contains("token.create").doesNotContain(made.plaintext());
    }

    @Test
    void aStoreThatCannotBeWrittenStillLetsPeopleIn() throws SQLException {
        Tokens.Made made = tokens.create(Caller.HOWDAH, "ci", Caller.Right.ADMIN, null, null);
        try (var c = ThrowawayPostgres.of(18).connect("postgres");
                var s = c.createStatement()) {
            s.execute("ALTER DATABASE " + database + " SET default_transaction_read_only = on");
        }
        try (StoreDb readOnly = Stores.open(18, database)) {
            assertThat(new PgTokens(readOnly, new PgStore(readOnly)).find(made.plaintext()))
                    .isPresent();
        }
    }

    private String row() throws SQLException {
        try (var c = ThrowawayPostgres.of(18).connect(database);
                var s = c.createStatement();
                var r = s.executeQuery(
                        "SELECT xmin || CASE WHEN last_used_at IS NULL THEN '' ELSE 'used' END FROM howdah.tokens")) {
            r.next();
            return r.getString(1);
        }
    }
}
