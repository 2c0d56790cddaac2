package dev.howdah.cli.api;

import dev.howdah.cli.io.Console;
import dev.howdah.cli.io.Failure;
import dev.howdah.cli.io.PrivateFile;
import dev.howdah.cli.io.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The directory that holds everything of a control plane on this machine. */
public record Home(Path path) {

    /** @param option value of {@code --home}; else HOWDAH_HOME, else {@code ~/.howdah} */
    public static Home of(Console console, @Nullable String option) {
        Path path = option != null
                ? console.path(option)
                : console.variable("HOWDAH_HOME")
                        .map(console::path)
                        .orElseGet(() -> console.userHome().resolve(".howdah"));
        return new Home(path.toAbsolutePath().normalize());
    }

    public static boolean isDefault(Console console, Home home) {
        return home.equals(of(console, null));
    }

    public Path tokenFile() {
        return path.resolve("token");
    }

    public Path serverFile() {
        return path.resolve("run/server.json");
    }

    public Path log() {
        return path.resolve("log/server.log");
    }

    public Path key() {
        return path.resolve("secrets/key");
    }

    /** What {@code run/server.json} says, whether or not that process lives. */
    public Optional<Running> written() {
        try {
            JsonNode json = Tree.read(Files.readString(serverFile()));
            return Optional.of(new Running(
                    Tree.number(json, "/pid", -1),
                    Tree.text(json, "/apiUrl"),
                    Tree.text(json, "/startedAt"),
                    Tree.text(json, "/version")));
        } catch (NoSuchFileException | JacksonException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw Failure.of("can't read " + serverFile() + ": " + PrivateFile.reason(e));
        }
    }

    /** The control plane of this home, when it runs. */
    public Optional<Running> running() {
        return written().filter(r -> r.lives(this));
    }

    public String token() {
        try {
            return Files.readString(tokenFile()).strip();
        } catch (IOException e) {
            throw Failure.of(
                    "can't read the token in " + tokenFile() + ": " + PrivateFile.reason(e),
                    "Run this as the user that ran `howdah up`, or set HOWDAH_TOKEN.");
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
