package dev.howdah.cli.pg;

import dev.howdah.cli.io.Console;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.postgresql.jdbc.PgConnection;

/** One COPY to stdout or from stdin: the only statement whose data flows outside of results. */
public record Copy(String sql, boolean out) {

    private static final Pattern FORM =
            Pattern.compile("(?is)\\s*copy\\s[^;]*\\b(to\\s+stdout|from\\s+stdin)\\b[^;]*;?\\s*");

    public static Optional<Copy> of(String text) {
        var m = FORM.matcher(text);
        return m.matches()
                ? Optional.of(new Copy(
                        text, m.group(1).toLowerCase(java.util.Locale.ROOT).startsWith("to")))
                : Optional.empty();
    }

    public void run(PgConnection connection, Console console, Statements.Listener listener) throws SQLException {
        try {
            long rows = out
                    ? connection.getCopyAPI().copyOut(sql, console.out())
                    : connection.getCopyAPI().copyIn(sql, console.in());
            console.out().flush();
            if (!out) {
                listener.done("COPY " + rows);
            }
        } catch (IOException e) {
            throw new SQLException("copying broke off: " + e.getMessage(), e);
        }
    }
}
