package dev.howdah.server.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A Store that Howdah does not run itself, and the way into it.
 *
 * @param ca PEM that the server's certificate is checked against, name and all
 */
public record OutsideStore(StoreUrl url, Optional<Path> passwordFile, Optional<Path> ca) {

    private static final String VARIABLE = "HOWDAH_STORE_PASSWORD";

    /**
     * The first line of the file, else the variable; empty when the server wants none.
     *
     * @throws IllegalStateException when the file can't be read
     */
    public String password(Map<String, String> environment) {
        return passwordFile
                .map(file -> read(file).lines().findFirst().orElse(""))
                .orElseGet(() -> environment.getOrDefault(VARIABLE, ""));
    }

    /** @throws IllegalStateException when the file can't be read */
    public Optional<String> caPem() {
        return ca.map(OutsideStore::read);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "can't read " + file + ": " + e.getClass().getSimpleName(), e);
        }
    }
}
