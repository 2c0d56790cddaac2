package dev.howdah.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SchemasTest {

    /** After a wanted change, copy target/schemas over src/test/resources/schemas. */
    @ParameterizedTest
    @EnumSource
    void schemas_are_as_the_golden_files_say(Kind kind) throws IOException {
        String actual = Json.pretty(Schemas.of(kind)) + "\n";
        Path out = Path.of("target/schemas", kind.text() + ".json");
        Files.createDirectories(out.getParent());
        Files.writeString(out, actual);
        try (InputStream golden = SchemasTest.class.getResourceAsStream("/schemas/" + kind.text() + ".json")) {
            assertThat(golden).as("golden file of " + kind.text()).isNotNull();
            assertThat(actual).isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
        }
        assertThat(Schemas.all().get(kind)).isEqualTo(Schemas.of(kind));
    }
}
