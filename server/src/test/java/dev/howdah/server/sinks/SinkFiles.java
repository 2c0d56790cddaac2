package dev.howdah.server.sinks;

import dev.howdah.resource.Deliver;
import dev.howdah.resource.Format;
import dev.howdah.resource.Metadata;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Role;
import dev.howdah.resource.SecretSink;
import dev.howdah.resource.Status;
import dev.howdah.spi.Contents;
import dev.howdah.spi.Parcel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What tests of the file sink deliver, and what they find. */
final class SinkFiles {

    private SinkFiles() {}

    static boolean root() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    static Contents numbered(int number) {
        return Contents.of(Map.of("username", "n" + number, "password", "n" + number, "host", "n" + number));
    }

    static Map<String, String> binding(Path directory) throws IOException {
        Map<String, String> found = new TreeMap<>();
        for (Path file : list(directory, p -> true)) {
            found.put(file.getFileName().toString(), Files.readString(file));
        }
        return found;
    }

    static List<Path> list(Path directory, Predicate<Path> which) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(which).sorted().toList();
        }
    }

    static List<String> tree(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(p -> !p.equals(directory))
                    .map(p -> directory.relativize(p).toString())
                    .sorted()
                    .collect(Collectors.toList());
        }
    }

    static Parcel parcel(Deliver wish) {
        return new Parcel(Ref.database("idp-dev", "my-db"), "idp-dev-my-db-write", wish);
    }

    static Deliver asked(String path, Format format) {
        return new Deliver(
                Role.WRITE,
                "file",
                format,
                null,
                path,
                null,
                null,
                null,
                Map.of(),
                null,
                null,
                null,
                List.of(),
                null,
                null,
                null);
    }

    static SecretSink sinkAt(Path directory, @Nullable String owner, @Nullable String group) {
        var settings = new SecretSink.FileSettings(directory.toString(), owner, group);
        return new SecretSink(
                Metadata.of(null, "files"),
                new SecretSink.Spec("file", List.of(), null, settings, null, null, null),
                Status.NEW);
    }
}
