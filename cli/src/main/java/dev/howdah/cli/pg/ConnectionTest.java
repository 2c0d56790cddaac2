package dev.howdah.cli.pg;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The connection test (seed 004): stage by stage from the name of the host to the tables, as far as it gets. */
public final class ConnectionTest {

    private final Account account;

    public ConnectionTest(Account account) {
        this.account = account;
    }

    /** @param each is shown each finding as soon as it is there */
    public List<Finding> run(Consumer<Finding> each) {
        var all = new ArrayList<Finding>();
        Consumer<Finding> found = f -> {
            all.add(f);
            each.accept(f);
        };
        new Probe(account).run(found);
        if (all.stream().anyMatch(Finding::failed)) {
            return all;
        }
        try (Connection connection =
                DriverManager.getConnection(account.jdbcAddress(), account.properties("howdah check"))) {
            found.accept(Finding.ok("login", "logged in as " + account.user(), Map.of("user", account.user())));
            look(connection, found);
        } catch (SQLException e) {
            LoginTrouble trouble = LoginTrouble.of(e, account);
            found.accept(Finding.fail("login", trouble.what(), trouble.hints().toArray(new String[0])));
        }
        return all;
    }

    private static void look(Connection connection, Consumer<Finding> found) {
        try {
            new Look(connection).run(found);
        } catch (SQLException e) {
            found.accept(Finding.fail("server", "the session broke: " + e.getMessage()));
        }
    }
}
