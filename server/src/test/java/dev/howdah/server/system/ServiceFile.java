package dev.howdah.server.system;

import dev.howdah.resource.Problem;
import dev.howdah.resource.SecretSink;
import dev.howdah.spi.Address;
import dev.howdah.spi.Contents;
import dev.howdah.spi.Parcel;
import dev.howdah.spi.SinkWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/** A sink of one place: libpq's service file, replaced whole. */
record ServiceFile(Path file) implements SinkWriter {

    @Override
    public String type() {
        return "vault";
    }

    @Override
    public List<Problem> validate(SecretSink sink) {
        return List.of();
    }

    @Override
    public List<Problem> validate(SecretSink sink, Parcel parcel) {
        return List.of();
    }

    @Override
    public String place(SecretSink sink, Parcel parcel) {
        return parcel.fill("{namespace}/{role}");
    }

    @Override
    public void check(SecretSink sink) {}

    @Override
    public Seen look(SecretSink sink, Address address, Contents wanted) {
        try {
            return Files.exists(file)
                    ? new Seen.Held(Files.readString(file).equals(text(address, wanted)), Owner.UNKNOWN, "")
                    : new Seen.Empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void put(SecretSink sink, Address address, Contents contents, Seen seen) {
        Path part = file.resolveSibling("part");
        try {
            Files.writeString(part, text(address, contents));
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Address address, Contents contents) {
        Map<String, String> keys = contents.entries();
        return """
                [app]
                host=%s
                port=%s
                dbname=%s
                user=%s
                password=%s
                """.formatted(
                keys.get("endpoint"),
                keys.get("port"),
                address.parcel().namespace() + "-" + address.parcel().order().name(),
                keys.get("username"),
                keys.get("password"));
    }

    @Override
    public void remove(SecretSink sink, Address address) {}
}
