package dev.howdah.plan;

import dev.howdah.resource.Login;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A login to be made.
 *
 * @param canLogin false for a second login at rest, which has no password
 * @param settings what {@code ALTER ROLE … SET} shall hold, letter for letter as PostgreSQL is to store it:
 *     {@code statement_timeout} to {@code 30000ms}
 */
public record NewLogin(
        Login login, String name, boolean canLogin, int connectionLimit, Map<String, String> settings, String marker) {
    public NewLogin {
        settings = Collections.unmodifiableMap(new TreeMap<>(settings));
    }
}
