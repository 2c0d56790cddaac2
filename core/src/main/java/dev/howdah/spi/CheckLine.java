package dev.howdah.spi;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One thing that Howdah can or can't do on a cluster.
 *
 * @param check which, a stable word: {@code reach}, {@code tls}, {@code version}, {@code rights}, …
 * @param message one sentence
 * @param hint what to do; null where there is nothing to
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CheckLine(
        String check, Level level, String message, @Nullable String hint) {

    /** How it is. */
    public enum Level {
        OK,
        /** It works, and somebody should know. */
        WARN,
        /** Orders can't be seated, or credentials lead nowhere. */
        FAIL;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static CheckLine ok(String check, String message) {
        return new CheckLine(check, Level.OK, message, null);
    }

    public static CheckLine warn(String check, String message, String hint) {
        return new CheckLine(check, Level.WARN, message, hint);
    }

    public static CheckLine fail(String check, String message, String hint) {
        return new CheckLine(check, Level.FAIL, message, hint);
    }
}
