package dev.howdah.postgres.local;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.jspecify.annotations.Nullable;

/** zonky's PostgreSQL from the class path: a server without psql and pg_dump, unpacked once into a directory. */
final class EmbeddedPg {

    private static final Pattern VERSION = Pattern.compile("-(\\d+(?:\\.\\d+)+)\\.jar");

    private final Path into;

    EmbeddedPg(Path into) {
        this.into = into;
    }

    /** Its programs, unpacked when they are not yet; empty when this machine's architecture has none. */
    Optional<PgBin> bin() {
        String arch = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
        URL archive = EmbeddedPg.class.getResource("/postgres-linux-" + arch + ".txz");
        if (archive == null || !System.getProperty("os.name").equals("Linux")) {
            return Optional.empty();
        }
        var version = VERSION.matcher(archive.getPath());
        Path home = into.resolve(version.find() ? version.group(1) : "embedded");
        if (!Files.isDirectory(home)) {
            try {
                unpack(archive, home);
            } catch (IOException e) {
                throw Disk.trouble("unpack PostgreSQL to " + home, e);
            }
        }
        try {
            return PgBin.at(home.toRealPath().resolve("bin"));
        } catch (IOException e) {
            throw Disk.trouble("look at " + home, e);
        }
    }

    /** Unpacks beside and renames, so that a crash or another process never leaves half of it. */
    private void unpack(URL archive, Path home) throws IOException {
        if (!Files.isDirectory(into)) {
            Files.createDirectories(into);
        }
        Path part = Files.createTempDirectory(into, ".unpacking");
        try {
            try (var in = archive.openStream()) {
                untar(in, part);
            }
            Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.move(part, home);
        } catch (FileSystemException e) {
            // another process may have been faster
            if (!Files.isDirectory(home)) {
                throw e;
            }
        } finally {
            Disk.deleteTree(part);
        }
    }

    private static void untar(InputStream in, Path into) throws IOException {
        try (var tar = new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(in)))) {
            for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
                Path to = into.resolve(e.getName()).normalize();
                if (!to.startsWith(into)) {
                    throw new IOException("an entry points outside: " + e.getName());
                }
                directories(e.isDirectory() ? to : to.getParent());
                if (e.isSymbolicLink()) {
                    Files.createSymbolicLink(to, Path.of(e.getLinkName()));
                } else if (!e.isDirectory()) {
                    Files.copy(tar, to);
                    boolean program = (e.getMode() & 0100) != 0;
                    Files.setPosixFilePermissions(
                            to, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
                }
            }
        }
    }

    /** Readable for PostgreSQL's user, whatever the umask is. */
    private static void directories(@Nullable Path dir) throws IOException {
        if (dir != null && !Files.isDirectory(dir, LinkOption.NOFOLLOW_LINKS)) {
            directories(dir.getParent());
            Files.createDirectory(dir);
            Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }
}
