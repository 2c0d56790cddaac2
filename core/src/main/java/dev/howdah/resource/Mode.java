package dev.howdah.resource;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What removing an order does (seed 001): {@code standard} goes to the trash, {@code protected} only lets go. */
public enum Mode {
    STANDARD,
    PROTECTED;

    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
