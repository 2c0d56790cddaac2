package dev.howdah.postgres.dump;

import dev.howdah.resource.Json;
import dev.howdah.spi.Backup;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * What lies beside a dump: all that the catalogue says of it, and size and SHA-256 of each of its files, as they are there.
 *
 * @param cipher how they are sealed; null: not at all
 */
record Manifest(
        Backup backup, Map<String, Mark> files, @Nullable String cipher) {

    /** Of a file. */
    record Mark(long bytes, String sha256) {}

    static final String NAME = "manifest.json";

    Manifest {
        files = new TreeMap<>(files);
    }

    static Optional<Manifest> parse(byte[] json) {
        try {
            return Optional.of(Json.read(new String(json, StandardCharsets.UTF_8), Manifest.class));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    byte[] json() {
        return Json.write(this).getBytes(StandardCharsets.UTF_8);
    }

    long stored() {
        return files.values().stream().mapToLong(Mark::bytes).sum();
    }

    /** Of all files together. */
    static String checksum(Map<String, Mark> files) {
        MessageDigest digest = sha256();
        new TreeMap<>(files)
                .forEach((name, mark) -> digest.update(
                        (name + " " + mark.bytes() + " " + mark.sha256() + "\n").getBytes(StandardCharsets.UTF_8)));
        return HexFormat.of().formatHex(digest.digest());
    }

    /**
     * What is wrong as far as sizes tell.
     *
     * @param there sizes of what is there, by name
     */
    Optional<String> glance(Map<String, Long> there) {
        return files.entrySet().stream()
                .flatMap(f -> size(f.getKey(), f.getValue(), there.get(f.getKey())).stream())
                .findFirst();
    }

    private static Optional<String> size(String file, Mark mark, @Nullable Long bytes) {
        return bytes == null
                ? Optional.of("file " + file + " of the dump is missing")
                : bytes == mark.bytes()
                        ? Optional.empty()
                        : Optional.of("file " + file + " of the dump has " + bytes + " bytes, not " + mark.bytes());
    }

    /** SHA-256 of a file. */
    static String sum(Path file) throws IOException {
        MessageDigest digest = sha256();
        try (var in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
