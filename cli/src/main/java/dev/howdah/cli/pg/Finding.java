package dev.howdah.cli.pg;

import java.util.List;
import java.util.Map;

/**
 * What one stage of the connection test found.
 *
 * @param stage {@code resolve}, {@code connect}, {@code tls}, {@code login}, {@code server}, {@code database},
 *     {@code role}, {@code tables}
 * @param facts for programs
 * @param hints what to do
 */
public record Finding(String stage, Level level, String message, Map<String, Object> facts, List<String> hints) {

    /** How it is. */
    public enum Level {
        ok,
        warn,
        fail
    }

    public Finding {
        facts = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(facts));
        hints = List.copyOf(hints);
    }

    static Finding ok(String stage, String message, Map<String, Object> facts) {
        return new Finding(stage, Level.ok, message, facts, List.of());
    }

    static Finding warn(String stage, String message, Map<String, Object> facts, String... hints) {
        return new Finding(stage, Level.warn, message, facts, List.of(hints));
    }

    static Finding fail(String stage, String message, String... hints) {
        return new Finding(stage, Level.fail, message, Map.of(), List.of(hints));
    }

    public boolean failed() {
        return level == Level.fail;
    }
}
