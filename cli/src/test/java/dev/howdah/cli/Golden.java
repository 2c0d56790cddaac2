package dev.howdah.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Texts that are kept in files; -Dhowdah.golden=write writes them anew. */
final class Golden {

    private Golden() {}

    static Path root() {
        return Path.of(System.getProperty("howdah.root", ".."));
    }

    static void check(String name, String actual) {
        check(root().resolve("cli/src/test/resources/golden").resolve(name), actual);
    }

    static void check(Path file, String actual) {
        try {
            if ("write".equals(System.getProperty("howdah.golden"))) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, actual);
            }
            assertThat(actual)
                    .as(file + " (to write it anew: -Dhowdah.golden=write)")
                    .isEqualTo(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
