package dev.howdah.server.sinks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The one directory of a sink, held open for a piece of work. Nothing is reached through a link below it. */
final class Ground implements AutoCloseable {

    /** What happens to directories on the way to a place. */
    enum Way {
        /** The place is empty if one is missing. */
        LOOK,
        /** Missing ones are made. */
        MAKE,
        /** Those that were made, and are empty afterwards, are removed. */
        TIDY
    }

    interface Visit<T> {
        T at(Spot spot) throws IOException;
    }

    private final Path path;
    private final Folder root;
    private final Ownership owner;

    private Ground(Path path, Folder root, Ownership owner) {
        this.path = path;
        this.root = root;
        this.owner = owner;
    }

    static Ground open(Path directory, Ownership owner) throws IOException {
        Path real = directory.toRealPath();
        return new Ground(real, Folder.open(real), owner);
    }

    Ownership owner() {
        return owner;
    }

    /** Goes to the directory of a place; empty when there is none. */
    <T> Optional<T> visit(String place, Way way, Visit<T> visit) throws IOException {
        return step(root, List.of(place.split("/")), place, way, visit);
    }

    private <T> Optional<T> step(Folder at, List<String> parts, String place, Way way, Visit<T> visit)
            throws IOException {
        String name = parts.getFirst();
        if (parts.size() == 1) {
            return Optional.of(visit.at(new Spot(this, at, name, place)));
        }
        Optional<T> result;
        boolean made;
        try (Folder next = way == Way.MAKE ? make(at, name) : at.enter(name)) {
            made = owner.given(next.attributes(), Ownership.FOLDER);
            result = step(next, parts.subList(1, parts.size()), place, way, visit);
        } catch (NoSuchFileException e) {
            if (way == Way.MAKE) {
                throw e;
            }
            return Optional.empty();
        }
        if (way == Way.TIDY && made) {
            try {
                at.deleteFolder(name);
            } catch (FileSystemException e) {
                // others are still in there
            }
        }
        return result;
    }

    private Folder make(Folder at, String name) throws IOException {
        try {
            return at.enter(name);
        } catch (NoSuchFileException missing) {
            try (Staging fresh = Staging.in(path, root, owner)) {
                fresh.folder().give(owner, Ownership.FOLDER);
                fresh.become(at, name);
            } catch (FileSystemException e) {
                // somebody else made it; if not, there is none to enter
            }
            return at.enter(name);
        }
    }

    /** Puts a file into its place in one moment. */
    void write(Folder parent, String name, byte[] bytes, String mode) throws IOException {
        try (Staging fresh = Staging.in(path, root, owner)) {
            fresh.folder().create(name, bytes);
            fresh.folder().give(name, owner, mode);
            fresh.folder().move(name, parent, name);
        }
    }

    /** Makes a directory that has these files. */
    void writeAll(Folder parent, String name, Map<String, String> files) throws IOException {
        try (Staging fresh = Staging.in(path, root, owner)) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                fresh.folder().create(file.getKey(), bytes(file.getValue()));
                fresh.folder().give(file.getKey(), owner, Ownership.SECRET);
            }
            fresh.folder().give(owner, Ownership.FOLDER);
            fresh.become(parent, name);
        }
    }

    /** Makes a link, or leads one to elsewhere in one moment. */
    void link(Folder parent, String name, String target) throws IOException {
        String fresh = Staging.freshName();
        Files.createSymbolicLink(path.resolve(fresh), Path.of(target));
        try {
            root.move(fresh, parent, name);
        } catch (IOException e) {
            root.delete(fresh);
            throw e;
        }
    }

    /** Where a link leads, as it says. Nobody goes there: what it says is a name to look up. */
    String target(String place) throws IOException {
        return Files.readSymbolicLink(path.resolve(place)).toString();
    }

    /** Whether what is in a folder under that name is a file that only its owner can use. */
    boolean holds(Folder parent, String name, byte[] bytes, String mode) throws IOException {
        Optional<PosixFileAttributes> found = parent.attributes(name);
        return found.isPresent()
                && found.get().isRegularFile()
                && owner.given(found.get(), mode)
                && Arrays.equals(bytes, parent.read(name, bytes.length));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Whether the platform may write here, and give files to whom the sink chose. */
    void check() throws IOException {
        Staging.sweep(root, owner);
        try (Staging fresh = Staging.in(path, root, owner)) {
            fresh.folder().create("check", new byte[0]);
            fresh.folder().give("check", owner, Ownership.SECRET);
        }
    }

    @Override
    public void close() throws IOException {
        root.close();
    }
}
