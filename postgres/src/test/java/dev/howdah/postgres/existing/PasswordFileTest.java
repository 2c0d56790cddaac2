package dev.howdah.postgres.existing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswordFileTest {

    @TempDir
    private Path temp;

    private Path file(String mode) throws IOException {
        Path file = Files.writeString(temp.resolve("admin.password"), "old\nwith a second line\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    @Test
    void isReplacedWholeAndKeepsItsModeWithoutWhatOthersMay() throws IOException {
        for (String mode : new String[] {"rw-------", "rw-r-----"}) {
            Path file = file(mode);
            PasswordFile.of(file.toString()).write("new");

            assertThat(Files.readString(file)).isEqualTo("new\n");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo(mode);
        }
        Path open = file("rw-r--r--");
        PasswordFile.of(open.toString()).write("new");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(open)))
                .isEqualTo("rw-r-----");
        try (var all = Files.list(temp)) {
            assertThat(all).hasSize(1);
        }
    }

    @Test
    void aLinkStaysALink() throws IOException {
        Path file = file("rw-------");
        Path link = Files.createSymbolicLink(temp.resolve("link"), file);

        PasswordFile.of(link.toString()).write("new");

        assertThat(link).isSymbolicLink();
        assertThat(Files.readString(file)).isEqualTo("new\n");
    }

    @Test
    void whatCanBeReplacedIsLeftAsItIsByAsking() throws IOException {
        Path file = file("rw-------");

        assertThat(PasswordFile.of(file.toString()).fixed()).isEmpty();

        assertThat(Files.readString(file)).startsWith("old");
        assertThat(PasswordFile.of(temp.resolve("none").toString()).fixed())
                .hasValueSatisfying(why -> assertThat(why).contains("may not write"));
        try (var all = Files.list(temp)) {
            assertThat(all).hasSize(1);
        }
    }
}
