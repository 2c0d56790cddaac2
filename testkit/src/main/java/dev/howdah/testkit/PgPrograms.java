package dev.howdah.testkit;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.opentest4j.TestAbortedException;

/** Where the PostgreSQL programs of a major version are on this machine; zonky's are unpacked once for all tests. */
final class PgPrograms {

    /** zonky's binaries, from the class path. */
    static final int EMBEDDED = 18;

    private static final String ARCHIVE = "postgres-linux-x86_64.txz";

    private PgPrograms() {}

    /** The bin directory; a version that is not here skips the test that wants it, by name and reason. */
    static Path bin(int version) {
        Path system = Path.of("/usr/lib/postgresql/" + version + "/bin");
        if (Files.isExecutable(system.resolve("postgres"))) {
            return system;
        }
        Optional<URL> archive = version == EMBEDDED
                ? Optional.ofNullable(PgPrograms.class.getResource("/" + ARCHIVE))
                : downloaded(version);
        if (archive.isPresent() && System.getProperty("os.arch").equals("amd64")) {
            return unpacked(archive.get()).resolve("bin");
        }
        String why = "SKIPPED: PostgreSQL " + version + " is not on this machine (looked at " + system
                + "): install postgresql-" + version;
        System.err.println(why);
        throw new TestAbortedException(why);
    }

    /** Of {@code make versions}. */
    private static Optional<URL> downloaded(int version) {
        Path dir = Path.of(System.getProperty("howdah.root", "."), "target", "postgresql");
        if (!Files.isDirectory(dir)) {
            return Optional.empty();
        }
        try (var jars = Files.newDirectoryStream(dir, "*-" + version + ".*.jar")) {
            for (Path jar : jars) {
                return Optional.of(
                        URI.create("jar:" + jar.toUri() + "!/" + ARCHIVE).toURL());
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static synchronized Path unpacked(URL archive) {
        String jar = archive.getPath().replaceFirst("!.*", "").replaceFirst(".*/", "");
        Path tmp = Path.of(System.getProperty("java.io.tmpdir"));
        Path home = tmp.resolve("howdah-test-" + jar.replace(".jar", "") + "-" + System.getProperty("user.name"));
        if (Files.isDirectory(home)) {
            return home;
        }
        try {
            Path part = Files.createTempDirectory(tmp, "howdah-test-unpack");
            try (InputStream in = archive.openStream()) {
                unpack(in, part);
            }
            Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rwxr-xr-x"));
            try {
                Files.move(part, home);
            } catch (FileSystemException e) {
                // another JVM may have been faster
                if (!Files.isDirectory(home)) {
                    throw e;
                }
                ServerProcess.deleteTree(part);
            }
            return home;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void unpack(InputStream in, Path into) throws IOException {
        try (var tar = new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(in)))) {
            for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
                Path to = into.resolve(e.getName()).normalize();
                if (!to.startsWith(into)) {
                    throw new IOException("entry outside: " + e.getName());
                }
                Files.createDirectories(e.isDirectory() ? to : to.getParent());
                if (e.isSymbolicLink()) {
                    Files.createSymbolicLink(to, Path.of(e.getLinkName()));
                } else if (!e.isDirectory()) {
                    Files.copy(tar, to);
                    Files.setPosixFilePermissions(to, mode(e.getMode()));
                }
            }
        }
    }

    private static Set<PosixFilePermission> mode(int bits) {
        var set = EnumSet.of(
                PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.GROUP_READ);
        set.add(PosixFilePermission.OTHERS_READ);
        if ((bits & 0100) != 0) {
            set.add(PosixFilePermission.OWNER_EXECUTE);
            set.add(PosixFilePermission.GROUP_EXECUTE);
            set.add(PosixFilePermission.OTHERS_EXECUTE);
        }
        return set;
    }
}
