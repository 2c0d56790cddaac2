package dev.howdah.postgres.dump;

import dev.howdah.postgres.jobs.Jobs;
import dev.howdah.postgres.local.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.UUID;

/** Where one work keeps its archive, its programs and how far they are. */
record Workplace(UUID work, Path root) {

    /** What is kept of the database that was dumped, in its archive; its being there says that the archive is whole. */
    static final String ABOUT = "howdah.json";

    static final String DUMP = "dump";

    static final String CUSTOM = "archive.dump";

    static Workplace of(Path copies, UUID work) {
        return new Workplace(work, copies.resolve(work.toString()));
    }

    Jobs jobs() {
        return new Jobs(root);
    }

    /** A directory as pg_dump writes it. */
    Path archive() {
        return root.resolve(DUMP).resolve("archive");
    }

    Path about() {
        return archive().resolve(ABOUT);
    }

    /** In its place one file, as pg_dump's custom format has it. */
    Path custom() {
        return archive().resolve(CUSTOM);
    }

    /** What there is of a seed. */
    Path seed() {
        return jobs().dir("seed");
    }

    /** What is loaded: the same files under a table of contents for the order that gets them. */
    Path load() {
        return root.resolve("load");
    }

    /** Milliseconds since a program began in a directory. */
    static long age(Path dir) {
        try {
            return System.currentTimeMillis()
                    - Files.getLastModifiedTime(dir.resolve("job.pid")).toMillis();
        } catch (IOException e) {
            return 0;
        }
    }

    /** Bytes of all files below; those that vanish meanwhile do not count. */
    static long bytes(Path dir) {
        if (!Files.isDirectory(dir)) {
            return 0;
        }
        long sum = 0;
        try (var files = Files.newDirectoryStream(dir)) {
            for (Path file : files) {
                sum += size(file);
            }
            return sum;
        } catch (IOException e) {
            throw Disk.trouble("list " + dir, e);
        }
    }

    private static long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }
}
