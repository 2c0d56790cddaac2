package dev.howdah.resource;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.howdah.resource.bind.Field;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A length of time, written {@code 250ms}, {@code 30s}, {@code 5m}, {@code 12h} or {@code 7d}. */
@Field(value = "a time span: 250ms, 30s, 5m, 12h or 7d", pattern = "\\d{1,9}(ms|s|m|h|d)")
public record TimeSpan(Duration duration) {

    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    public TimeSpan {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("a time span is 0 or more");
        }
    }

    /** @throws IllegalArgumentException with a sentence for the user */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static TimeSpan parse(String text) {
        Matcher m = FORM.matcher(text);
        if (!m.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a time span: write 250ms, 30s, 5m, 12h or 7d");
        }
        long n = Long.parseLong(m.group(1));
        return new TimeSpan(
                switch (m.group(2)) {
                    case "ms" -> Duration.ofMillis(n);
                    case "s" -> Duration.ofSeconds(n);
                    case "m" -> Duration.ofMinutes(n);
                    case "h" -> Duration.ofHours(n);
                    default -> Duration.ofDays(n);
                });
    }

    public long millis() {
        return duration.toMillis();
    }

    @JsonValue
    @Override
    public String toString() {
        long ms = duration.toMillis();
        if (ms % 1000 != 0) {
            return ms + "ms";
        }
        long s = ms / 1000;
        if (s == 0 || s % 60 != 0) {
            return s + "s";
        }
        if (s % 3600 != 0) {
            return s / 60 + "m";
        }
        return s % 86_400 != 0 ? s / 3600 + "h" : s / 86_400 + "d";
    }
}
