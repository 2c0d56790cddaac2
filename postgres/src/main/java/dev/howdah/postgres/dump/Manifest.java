package dev.howdah.postgres.dump;

import dev.howdah.postgres.local.Disk;
import dev.howdah.postgres.local.OsUser;
import dev.howdah.resource.Json;
import dev.howdah.spi.Backup;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;

/** What lies beside a dump: all that the catalogue says of it, and size and SHA-256 of each of its files. */
record Manifest(Backup backup, Map<String, Mark> files) {

    /** Of a file. */
    record Mark(long bytes, String sha256) {}

    private static final String NAME = "manifest.json";

    Manifest {
        files = new TreeMap<>(files);
    }

    static Optional<Manifest> read(Path dump) {
        try {
            return Disk.read(dump.resolve(NAME)).map(text -> Json.read(text, Manifest.class));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    void write(Path dump) {
        Disk.write(dump.resolve(NAME), Json.write(this), Disk.PRIVATE, OsUser.self());
    }

    /** Copies files, and marks what was written. */
    static Map<String, Mark> copy(Path from, Path to) throws IOException {
        Map<String, Mark> marks = new TreeMap<>();
        var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(Disk.PRIVATE));
        try (var files = Files.newDirectoryStream(from, p -> Files.isRegularFile(p))) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                Path copy = Files.createFile(to.resolve(name), mode);
                MessageDigest digest = sha256();
                try (var in = new DigestInputStream(Files.newInputStream(file), digest);
                        var channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
                    in.transferTo(Channels.newOutputStream(channel));
                    channel.force(true);
                }
                marks.put(name, new Mark(Files.size(copy), HexFormat.of().formatHex(digest.digest())));
            }
        }
        return marks;
    }

    /** Of all files together. */
    static String checksum(Map<String, Mark> files) {
        MessageDigest digest = sha256();
        new TreeMap<>(files)
                .forEach((name, mark) -> digest.update(
                        (name + " " + mark.bytes() + " " + mark.sha256() + "\n").getBytes(StandardCharsets.UTF_8)));
        return HexFormat.of().formatHex(digest.digest());
    }

    /** What is wrong as far as sizes tell. */
    Optional<String> glance(Path dump) {
        return files.entrySet().stream()
                .flatMap(f -> size(dump.resolve(f.getKey()), f.getValue()).stream())
                .findFirst();
    }

    private static Optional<String> size(Path file, Mark mark) {
        try {
            long bytes = Files.size(file);
            return bytes == mark.bytes()
                    ? Optional.empty()
                    : Optional.of(file + " has " + bytes + " bytes, not " + mark.bytes());
        } catch (IOException e) {
            return Optional.of(file + " can't be read");
        }
    }

    /** What is wrong with any byte of it. */
    Optional<String> compare(Path dump) {
        Optional<String> glance = glance(dump);
        if (glance.isPresent()) {
            return glance;
        }
        for (var f : files.entrySet()) {
            Path file = dump.resolve(f.getKey());
            try {
                if (!sum(file).equals(f.getValue().sha256())) {
                    return Optional.of(file + " is not as it was written: its SHA-256 differs");
                }
            } catch (IOException e) {
                return Optional.of(file + " can't be read");
            }
        }
        return Optional.empty();
    }

    /** SHA-256 of a file. */
    static String sum(Path file) throws IOException {
        MessageDigest digest = sha256();
        try (var in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
