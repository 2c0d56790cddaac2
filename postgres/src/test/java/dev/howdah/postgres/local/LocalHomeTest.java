package dev.howdah.postgres.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.spi.Trouble;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class LocalHomeTest {

    @TempDir
    private Path temp;

    @Test
    void aHomeIsMadeAndMended() throws Exception {
        Path home = LocalHome.prepare(temp.resolve("new/home"));
        assertThat(mode(home)).isEqualTo("rwx------");
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(home.resolve("secrets"), PosixFilePermissions.fromString("rwxrwxrwx"));
        LocalHome.prepare(home);
        assertThat(mode(home)).isEqualTo("rwx------");
        assertThat(mode(home.resolve("secrets"))).isEqualTo("rwx------");
        LocalHome.destroy(home, note -> {});
        assertThat(home).doesNotExist();
    }

    @Test
    void aDirectoryWithOtherThingsInItIsLeftAlone() throws Exception {
        Path other = Files.createDirectory(temp.resolve("project"));
        Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(other.resolve("thesis.tex"), "");
        assertThatThrownBy(() -> LocalHome.prepare(other))
                .isInstanceOf(Trouble.class)
                .hasMessageContaining("holds 'thesis.tex', which is not Howdah's");
        assertThatThrownBy(() -> LocalHome.destroy(other, note -> {})).isInstanceOf(Trouble.class);
        assertThat(mode(other)).isEqualTo("rwxr-xr-x");
        assertThat(other.resolve("thesis.tex")).exists();
    }

    @Test
    void aPathWithALineBreakIsRefused() {
        assertThatThrownBy(() -> LocalHome.prepare(temp.resolve("a\nb")))
                .isInstanceOf(Trouble.class)
                .hasMessageContaining("control characters");
    }

    static Stream<String> names() {
        return Stream.concat(Stream.of("plain", ("x".repeat(100) + "/").repeat(2) + "home"), Bench.oddNames().stream());
    }

    @ParameterizedTest
    @MethodSource("names")
    void theStoreRunsInAnyHomeAndGoesWithIt(String name) throws SQLException {
        Path home = LocalHome.prepare(temp.resolve(name));
        var notes = new ArrayList<String>();
        try {
            var store = LocalPostgres.store(home, new PgBinaries(home, Optional.empty()), notes::add);
            store.up();
            try (var c = Platform.connect(store.access(), "postgres")) {
                assertThat(c.isValid(1)).isTrue();
            }
            assertThat(store.dir().socket().getParent()).isDirectory();
            assertThat((ServerConf.socketDir(store.dir()) + "/.s.PGSQL.65535").getBytes(StandardCharsets.UTF_8).length)
                    .isLessThan(108);
            assertThat(ServerConf.socketDir(store.dir())).isNotEmptyDirectory();
            LocalHome.stopAll(home, notes::add);
            assertThat(notes).anyMatch(n -> n.startsWith("stopped PostgreSQL in "));
            assertThat(store.observe().pid()).isNull();
            store.up();
        } finally {
            var store = LocalDir.at(home.resolve(LocalHome.STORE));
            LocalHome.destroy(home, notes::add);
            assertThat(home).doesNotExist();
            assertThat(store.root()).doesNotExist();
            assertThat(ServerConf.socketDir(store)).doesNotExist();
        }
    }

    private static String mode(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
