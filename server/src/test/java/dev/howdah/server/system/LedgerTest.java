package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The proof itself: what it is given is believed only when it is so. */
class LedgerTest {

    private final Seat seat = Seat.shared();
    private final Order order = seat.order("ledger");

    @Test
    void whatIsMissingTooMuchOrOtherwiseIsFound() throws InterruptedException {
        seat.admin().ready(order);
        Pg admin = Pg.of(seat.admin().credential(order, "admin"));
        Ledger ledger = new Ledger(admin, Pg.of(seat.admin().credential(order, "write")), 7);
        ledger.start();
        Seat.until("some is committed", () -> ledger.committed() > 100);
        Instant middle = Instant.now();
        Thread.sleep(100);
        ledger.close();

        assertThat(ledger.errors()).isEmpty();
        ledger.proveWhole(admin);
        assertThatThrownBy(() -> ledger.prove(admin, middle)).isInstanceOf(AssertionError.class);
        for (String change : new String[] {
            "DELETE FROM ledger WHERE (writer, n) = (1, (SELECT max(n) FROM ledger WHERE writer = 1))",
            "DELETE FROM ledger WHERE n = 20",
            "UPDATE ledger SET amount = amount + 1 WHERE n = 20",
            "UPDATE account SET balance = balance + 1 WHERE id = 3",
            "INSERT INTO ledger SELECT writer, max(n) + 1, 1, 2, 3, 'x' FROM ledger GROUP BY writer",
            "DROP INDEX ledger_target",
            "DROP TABLE ledger"
        }) {
            admin.sql("CREATE SCHEMA aside; CREATE TABLE aside.account AS TABLE account;"
                    + " CREATE TABLE aside.ledger AS TABLE ledger");
            admin.sql(change);
            assertThatThrownBy(() -> ledger.proveWhole(admin)).as(change).isInstanceOf(Throwable.class);
            if (change.startsWith("DROP")) {
                admin.sql("DROP SCHEMA aside CASCADE");
                continue;
            }
            admin.sql("DELETE FROM ledger; DELETE FROM account; INSERT INTO account TABLE aside.account;"
                    + " INSERT INTO ledger TABLE aside.ledger; DROP SCHEMA aside CASCADE");
            ledger.proveWhole(admin);
        }
    }
}
