package dev.howdah.cli.pg;

import dev.howdah.cli.api.Contexts;
import dev.howdah.cli.io.Console;
import dev.howdah.cli.io.Failure;
import dev.howdah.cli.io.PrivateFile;
import dev.howdah.spi.Credential;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a credential's CA is on this machine: clients want a file. */
public final class CaFile {

    private CaFile() {}

    /**
     * A file that holds the credential's CA: the one asked for, the control plane's own when it is here, else a copy
     * under the user's configuration. Empty when the credential has none.
     *
     * @param wanted where the user wants it written
     */
    public static Optional<Path> of(Console console, Credential credential, @Nullable String wanted) {
        String pem = credential.caPem().orElse("");
        if (pem.isEmpty()) {
            return Optional.empty();
        }
        if (wanted != null) {
            Path file = console.path(wanted).toAbsolutePath().normalize();
            write(file, pem);
            return Optional.of(file);
        }
        Optional<Path> own = credential.caFile().map(Path::of).filter(f -> holds(f, pem));
        if (own.isPresent()) {
            return own;
        }
        Path copy = Contexts.directory(console).resolve("ca").resolve(hash(pem) + ".pem");
        if (!holds(copy, pem)) {
            write(copy, pem);
        }
        return Optional.of(copy);
    }

    private static boolean holds(Path file, String pem) {
        try {
            return Files.isReadable(file) && Files.readString(file).strip().equals(pem.strip());
        } catch (IOException e) {
            return false;
        }
    }

    private static void write(Path file, String pem) {
        try {
            PrivateFile.directory(file.getParent());
            Files.writeString(file, pem.strip() + "\n");
        } catch (IOException e) {
            throw Failure.of("can't write the CA's certificate to " + file + ": " + PrivateFile.reason(e));
        }
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
