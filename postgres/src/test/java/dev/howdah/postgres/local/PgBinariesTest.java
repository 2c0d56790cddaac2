package dev.howdah.postgres.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.resource.Reason;
import dev.howdah.spi.Trouble;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With programs that only know their version. */
final class PgBinariesTest {

    private static final List<String> SERVER = List.of("initdb", "postgres", "pg_ctl");

    @TempDir
    private Path temp;

    private Path install(int major, List<String> programs) throws Exception {
        Path bin = Files.createDirectories(temp.resolve("system/" + major + "/bin"));
        for (String program : programs) {
            Path file = Files.writeString(
                    bin.resolve(program), "#!/bin/sh\necho \"" + program + " (PostgreSQL) " + major + ".3 (Odd 1)\"\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return bin;
    }

    private PgBinaries find(Optional<Path> named) {
        return new PgBinaries(named, temp.resolve("system"), new EmbeddedPg(temp.resolve("embedded")));
    }

    @Test
    void theNewestOfTheSystemComesFirst() throws Exception {
        install(9, SERVER);
        Path newest = install(41, SERVER);
        install(50, List.of("pg_dump"));
        assertThat(find(Optional.empty()).newest()).isEqualTo(new PgBin(newest, 41));
    }

    @Test
    void theDirectoryThatWasNamedComesBeforeTheSystem() throws Exception {
        Path old = install(40, SERVER);
        install(41, SERVER);
        assertThat(find(Optional.of(old)).newest().major()).isEqualTo(40);
        assertThatThrownBy(() -> find(Optional.of(temp)).newest())
                .isInstanceOf(Trouble.class)
                .hasMessageContaining("--postgres-bin " + temp + " does not hold");
    }

    @Test
    void dataGetsTheProgramsOfItsVersionOrASentence() throws Exception {
        install(40, SERVER);
        install(41, SERVER);
        assertThat(find(Optional.empty()).ofMajor(40, temp).major()).isEqualTo(40);
        assertThatThrownBy(() -> find(Optional.empty()).ofMajor(39, Path.of("/data")))
                .isInstanceOfSatisfying(
                        Trouble.class, t -> assertThat(t.reason()).isEqualTo(Reason.START_FAILED))
                .hasMessageContaining(
                        "/data was made by PostgreSQL 39, whose programs are gone: install postgresql-39");
    }

    @Test
    void aClientNeedsNoServerBesideIt() throws Exception {
        install(40, List.of("pg_dump"));
        install(41, List.of("pg_dump"));
        var found = find(Optional.empty());
        assertThat(found.client("pg_dump", 15).orElseThrow()).endsWith(Path.of("40/bin/pg_dump"));
        assertThat(found.client("pg_dump", 41).orElseThrow()).endsWith(Path.of("41/bin/pg_dump"));
        assertThat(found.client("pg_dump", 42)).isEmpty();
    }

    @Test
    void withoutAnyTheEmbeddedOneIsUnpackedOnceForEverybodyToRead() throws Exception {
        var bin = find(Optional.empty()).newest();
        assertThat(bin.major()).isEqualTo(18);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(bin.program("postgres")))))
                .isEqualTo("rwxr-xr-x");
        try (var left = Files.list(temp.resolve("embedded"))) {
            assertThat(left).hasSize(1);
        }
        assertThat(find(Optional.empty()).newest()).isEqualTo(bin);
    }
}
