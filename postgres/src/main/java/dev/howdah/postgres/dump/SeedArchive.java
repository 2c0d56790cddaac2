package dev.howdah.postgres.dump;

import dev.howdah.postgres.local.Disk;
import dev.howdah.postgres.local.OsUser;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Trouble;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Brings somebody's archive to where one of our own would be. pg_restore opens files that an archive names: whatever could
 * name one outside of it is refused here.
 */
public final class SeedArchive {

    /** What pg_dump writes into a directory. */
    private static final Pattern NAME =
            Pattern.compile("toc\\.dat|(\\d+|blob_\\d+)\\.dat(\\.gz|\\.lz4|\\.zst)?|blobs(_\\d+)?\\.toc");

    private static final Pattern NAMED = Pattern.compile("|\\d+\\.dat|blobs(_\\d+)?\\.toc");
    private static final Pattern BLOB = Pattern.compile("\\d+ blob_\\d+\\.dat");
    private static final String TOC = "toc.dat";

    private SeedArchive() {}

    /** A directory's files, by links. */
    public static void link(Path from, Path archive) throws IOException {
        Disk.directory(archive, Disk.PRIVATE_DIR, OsUser.self());
        try (var files = Files.newDirectoryStream(from)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                if (NAME.matcher(name).matches() && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    Files.createSymbolicLink(archive.resolve(name), file);
                }
            }
        }
        whole(archive);
    }

    /** One file, by a link. */
    public static void custom(Path from, Path archive) throws IOException {
        Disk.directory(archive, Disk.PRIVATE_DIR, OsUser.self());
        Files.createSymbolicLink(archive.resolve(Workplace.CUSTOM), from);
    }

    /** One file, to be written. */
    public static OutputStream custom(Path archive) throws IOException {
        Disk.directory(archive, Disk.PRIVATE_DIR, OsUser.self());
        return Files.newOutputStream(archive.resolve(Workplace.CUSTOM), StandardOpenOption.CREATE_NEW);
    }

    /** A file of a tar, to be written; what is none of pg_dump's goes nowhere. */
    public static OutputStream file(Path archive, String path) throws IOException {
        Disk.directory(archive, Disk.PRIVATE_DIR, OsUser.self());
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (!NAME.matcher(name).matches()) {
            return OutputStream.nullOutputStream();
        }
        try {
            return Files.newOutputStream(archive.resolve(name), StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            throw new Trouble(Reason.FAILED, "there is more than one " + name + " in it", e);
        }
    }

    /** All is there: from now on it can be loaded. */
    public static void whole(Path archive) {
        Path custom = archive.resolve(Workplace.CUSTOM);
        Path file = Files.exists(custom) ? custom : archive.resolve(TOC);
        if (!Files.exists(file)) {
            throw new Trouble(Reason.FAILED, "there is no toc.dat in it, which every archive of pg_dump has");
        }
        Toc toc = toc(file);
        if ((toc.form().format() == Toc.CUSTOM) != Files.exists(custom)) {
            throw new Trouble(Reason.FAILED, "this is the table of contents of a directory: the seed is the directory");
        }
        if (toc.form().format() != Toc.CUSTOM) {
            names(toc, archive);
        }
        About about = new About(Toc.text(toc.database()), Math.max(1, toc.dumpedBy()), 0, List.of());
        Disk.write(archive.resolve(Workplace.ABOUT), about.json(), Disk.PRIVATE, OsUser.self());
    }

    private static Toc toc(Path file) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return TocReader.read(in);
        } catch (IOException e) {
            throw new Trouble(Reason.FAILED, "it is cut off or damaged: " + e.getMessage(), e);
        }
    }

    private static void names(Toc toc, Path archive) {
        for (Toc.Entry e : toc.entries()) {
            if (!NAMED.matcher(e.extra()).matches()) {
                throw new Trouble(Reason.FAILED, "its table of contents names a file that pg_dump does not write");
            }
            if (e.sort().equals("TABLE DATA") && !e.extra().isEmpty() && !there(archive, e.extra())) {
                throw new Trouble(Reason.FAILED, "the file " + e.extra() + " of " + e.shown() + " is missing");
            }
        }
        try (var files = Files.newDirectoryStream(archive, "blobs*.toc")) {
            for (Path file : files) {
                try (var lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
                    if (!lines.allMatch(BLOB.asMatchPredicate())) {
                        throw new Trouble(
                                Reason.FAILED, file.getFileName() + " names a file that pg_dump does not write");
                    }
                }
            }
        } catch (IOException e) {
            throw Disk.trouble("read " + archive, e);
        }
    }

    private static boolean there(Path archive, String name) {
        return List.of("", ".gz", ".lz4", ".zst").stream().anyMatch(end -> Files.exists(archive.resolve(name + end)));
    }
}
