package dev.howdah.server.sinks;

import dev.howdah.resource.Deliver;
import dev.howdah.resource.Problem;
import dev.howdah.resource.SecretSink;
import dev.howdah.spi.Address;
import dev.howdah.spi.Contents;
import dev.howdah.spi.Parcel;
import dev.howdah.spi.SinkWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Files on the control plane's machine: 0600, replaced whole, only below one directory. Places are paths below it.
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
        String path = path(parcel);
        return PATH.matcher(path).matches() && path.length() <= LONGEST && !path.endsWith(CA)
                ? List.of()
                : List.of(new Problem(
                        "path",
                        "'" + path + "' is no path below the sink's directory: write letters, digits, '.', '_' and '-',"
                                + " such as team/app.env, without .. and no part that begins with a dot"));
    }

    @Override
    public String place(SecretSink sink, Parcel parcel) {
        return path(parcel);
    }

    private static String path(Parcel parcel) {
        String path = parcel.wish().path();
        return path != null ? path : parcel.namespace() + "/" + parcel.role() + ending(parcel.wish());
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
        throw new UnsupportedOperationException();
    }

    @Override
    public Seen look(SecretSink sink, Address address, Contents wanted) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void put(SecretSink sink, Address address, Contents contents, Seen seen) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void remove(SecretSink sink, Address address) {
        throw new UnsupportedOperationException();
    }

    private Path out() {
        return home.resolve("out");
    }

    private Path directory(SecretSink sink) {
        SecretSink.FileSettings settings = sink.spec().file();
        return settings == null || settings.directory() == null ? out() : Path.of(settings.directory());
    }
}
