package dev.howdah.server.sinks;

import dev.howdah.resource.Deliver;
import dev.howdah.resource.Problem;
import dev.howdah.resource.Reason;
import dev.howdah.resource.SecretSink;
import dev.howdah.shape.FileText;
import dev.howdah.spi.Address;
import dev.howdah.spi.Contents;
import dev.howdah.spi.Parcel;
import dev.howdah.spi.SinkWriter;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Files on the control plane's machine: 0600, replaced whole, only below one directory. Places are paths below it, each
 * namespace's in a directory of its own: nobody can take the place where another's application looks.
 *
 * @param home of the control plane
 */
public record FileSink(Path home) implements SinkWriter {

    public static final String TYPE = "file";

    /** No {@code ..}, no hidden part, nothing that a shell or a person stumbles over. */
    private static final Pattern PATH =
            Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*){0,9}");

    private static final int LONGEST = 200;
    private static final String CA = ".ca.crt";
    private static final int MOST_TRIES = 5;
    private static final SecretSink.FileSettings PLAIN = new SecretSink.FileSettings(null, null, null);
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public List<Problem> validate(SecretSink sink) {
        SecretSink.FileSettings settings = sink.spec().file();
        if (settings == null || settings.directory() == null) {
            return List.of();
        }
        Path directory = Path.of(settings.directory());
        if (!directory.isAbsolute() || !directory.equals(directory.normalize())) {
            return List.of(new Problem("spec.file.directory", "'" + directory + "' is no absolute path without .."));
        }
        return directory.startsWith(home) && !directory.startsWith(out())
                ? List.of(new Problem(
                        "spec.file.directory",
                        "'" + directory + "' is in the control plane's home, which holds its own secrets: use " + out()
                                + " or a directory elsewhere"))
                : List.of();
    }

    @Override
    public List<Problem> validate(SecretSink sink, Parcel parcel) {
        List<Problem> problems = new ArrayList<>();
        String path = path(parcel);
        if (!PATH.matcher(path).matches() || path.length() > LONGEST || path.endsWith(CA)) {
            problems.add(new Problem(
                    "path",
                    "'" + path + "' is no path: write letters, digits, '.', '_' and '-',"
                            + " such as team/app.env, without .. and no part that begins with a dot"));
        }
        Deliver wish = parcel.wish();
        if (wish.name() != null) {
            problems.add(new Problem("name", "is for other sinks: write path"));
        }
        if (wish.namespace() != null) {
            problems.add(new Problem("namespace", "is for Kubernetes: leave it out"));
        }
        if (wish.serviceAccount() != null) {
            problems.add(new Problem("serviceAccount", "is for Kubernetes: leave it out"));
        }
        return problems;
    }

    @Override
    public String place(SecretSink sink, Parcel parcel) {
        return parcel.namespace() + "/" + path(parcel);
    }

    private static String path(Parcel parcel) {
        String path = parcel.wish().path();
        return path != null ? path : parcel.role() + ending(parcel.wish());
    }

    private static String ending(Deliver wish) {
        if (wish.syntax() != null) {
            return switch (wish.syntax()) {
                case DOTENV -> ".env";
                case JSON -> ".json";
                case YAML -> ".yaml";
                case PROPERTIES -> ".properties";
                case PLAIN -> ".txt";
            };
        }
        return switch (wish.formatIn(true)) {
            case JSON, MASSDRIVER -> ".json";
            case YAML, EXTERNALSECRET -> ".yaml";
            case PROPERTIES -> ".properties";
            case PGPASS -> ".pgpass";
            case SERVICE -> ".conf";
            case URI, JDBC, DOTNET, GO, TEMPLATE -> ".txt";
            case SERVICEBINDING -> "";
            default -> ".env";
        };
    }

    @Override
    public Optional<String> caFile(SecretSink sink, Address address) {
        return Optional.of(directory(sink).resolve(address.place()) + CA);
    }

    @Override
    public void check(SecretSink sink) {
        work(sink, ground -> {
            ground.check();
            return true;
        });
    }

    @Override
    public Seen look(SecretSink sink, Address address, Contents wanted) {
        Form form = form(address, wanted);
        return work(
                sink,
                ground -> ground.visit(
                                address.place(),
                                Ground.Way.LOOK,
                                spot -> spot.held()
                                        ? new Seen.Held(form.same(spot) && sameCa(spot, wanted), Owner.UNKNOWN, "")
                                        : new Seen.Empty())
                        .orElse(new Seen.Empty()));
    }

    @Override
    public void put(SecretSink sink, Address address, Contents contents, Seen seen) {
        Form form = form(address, contents);
        work(sink, ground -> {
            for (int left = MOST_TRIES; ; left--) {
                try {
                    return ground.visit(address.place(), Ground.Way.MAKE, spot -> {
                        if (spot.held() && seen instanceof Seen.Empty) {
                            throw new Trouble(
                                    Reason.PROGRESSING,
                                    "something came into the place meanwhile; it is looked at again");
                        }
                        if (!sameCa(spot, contents)) {
                            spot.writeCa(contents.caPem().orElseThrow());
                        }
                        form.write(spot);
                        return true;
                    });
                } catch (NoSuchFileException e) {
                    // the last of another delivery's files left the directory, and took it along
                    if (left == 0) {
                        throw e;
                    }
                }
            }
        });
    }

    @Override
    public void remove(SecretSink sink, Address address) {
        boolean many = FileText.directory(address.parcel().wish());
        try {
            work(
                    sink,
                    ground -> ground.visit(address.place(), Ground.Way.TIDY, spot -> {
                        spot.clearCa();
                        if (spot.held() || many) {
                            spot.clear(many);
                        }
                        return true;
                    }));
        } catch (Trouble t) {
            // what is not ours stays as it is
            if (t.reason() != Reason.SINK_TAKEN) {
                throw t;
            }
        }
    }

    private static boolean sameCa(Spot spot, Contents contents) throws IOException {
        return contents.caPem().isEmpty() || spot.holdsCa(contents.caPem().get());
    }

    private static Form form(Address address, Contents contents) {
        Deliver wish = address.parcel().wish();
        return FileText.directory(wish) ? new ManyFiles(contents) : new OneFile(text(contents, wish, address.place()));
    }

    private static String text(Contents contents, Deliver wish, String place) {
        try {
            return FileText.of(contents, wish, place);
        } catch (IllegalArgumentException e) {
            throw new Trouble(Reason.SINK_NOT_ALLOWED, String.valueOf(e.getMessage()), e);
        }
    }

    private interface Work<T> {
        T on(Ground ground) throws IOException;
    }

    private <T> T work(SecretSink sink, Work<T> work) {
        Path directory = directory(sink);
        try {
            SecretSink.FileSettings settings = sink.spec().file();
            Ownership owner = Ownership.of(settings == null ? PLAIN : settings, home);
            if (directory.equals(out()) && !Files.isDirectory(directory)) {
                Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(PRIVATE));
            }
            outside(directory);
            try (Ground ground = Ground.open(directory, owner)) {
                return work.on(ground);
            }
        } catch (IOException e) {
            throw FileTrouble.of(e, directory);
        }
    }

    /** A link may lead into the home although the path does not. */
    private void outside(Path directory) throws IOException {
        if (!directory.equals(out())
                && directory.toRealPath().startsWith(home.toRealPath())
                && !directory.toRealPath().startsWith(out().toRealPath())) {
            throw new Trouble(Reason.SINK_DENIED, directory + " leads into the control plane's home: choose another");
        }
    }

    private Path out() {
        return home.resolve("out");
    }

    private Path directory(SecretSink sink) {
        SecretSink.FileSettings settings = sink.spec().file();
        return settings == null || settings.directory() == null ? out() : Path.of(settings.directory());
    }
}
