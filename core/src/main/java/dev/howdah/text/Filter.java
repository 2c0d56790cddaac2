package dev.howdah.text;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How a template may say that a value is to be written. */
enum Filter {
    URL,
    JSON,
    YAML,
    SHELL,
    DOTENV,
    PROPERTIES,
    BASE64,
    PLAIN;

    String write(String value) {
        return switch (this) {
            case URL -> Escape.url(value);
            case JSON, YAML -> Escape.json(value);
            case SHELL -> Escape.shell(value);
            case DOTENV -> Escape.dotenv(value);
            case PROPERTIES -> Escape.properties(value);
            case BASE64 -> Escape.base64(value);
            case PLAIN -> value;
        };
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Filter> of(String text) {
        return Arrays.stream(values()).filter(f -> f.text().equals(text)).findFirst();
    }

    static List<String> texts() {
        return Arrays.stream(values()).map(Filter::text).toList();
    }
}
