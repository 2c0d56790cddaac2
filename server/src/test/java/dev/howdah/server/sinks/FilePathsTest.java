package dev.howdah.server.sinks;

import static dev.howdah.server.sinks.SinkFiles.asked;
import static dev.howdah.server.sinks.SinkFiles.parcel;
import static dev.howdah.server.sinks.SinkFiles.sinkAt;
import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.resource.Deliver;
import dev.howdah.resource.Format;
import dev.howdah.resource.Ref;
import dev.howdah.resource.SecretSink;
import dev.howdah.spi.Parcel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where an order may have files. */
class FilePathsTest {

    private static final SecretSink SINK = sinkAt(Path.of("/srv/credentials"), null, null);

    private final FileSink files = new FileSink(Path.of("/var/lib/howdah"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../x.env",
                "a/../../x.env",
                "/etc/x.env",
                "a//b",
                "a/",
                ".ssh/authorized_keys",
                "a/.hidden",
                "",
                ".",
                "a\u0000b",
                "a\nb",
                "-rf",
                "a b",
                "ü",
                "x.ca.crt",
                "a/b/c/d/e/f/g/h/i/j/k"
            })
    void aPathOutOfTheDirectoryOrOddInAnyWayIsRefused(String path) {
        assertThat(files.validate(SINK, parcel(asked(path, Format.ENV))))
                .singleElement()
                .satisfies(p -> assertThat(p.path()).isEqualTo("path"));
    }

    @Test
    void noNamespaceCanTakeAPlaceOfAnothers() {
        Deliver wish = asked("b/app.env", Format.ENV);
        assertThat(files.place(SINK, new Parcel(Ref.database("a", "x"), "a-x-write", wish)))
                .isEqualTo("a/b/app.env");
        assertThat(files.place(SINK, new Parcel(Ref.database("a-b", "x"), "a-b-x-write", wish)))
                .isEqualTo("a-b/b/app.env");
    }
}
