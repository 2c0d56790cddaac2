package dev.howdah.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StoreUrlTest {

    @ParameterizedTest
    @CsvSource({
        "postgresql://howdah@db.example.org:6432/store, db.example.org, 6432, store, howdah, verify-full",
        "postgres://howdah@127.0.0.1/store, 127.0.0.1, 5432, store, howdah, prefer",
        "postgresql://howdah@[::1]:5433/store, [::1], 5433, store, howdah, prefer",
        "postgresql://how%40dah@db/a%20b?sslmode=require, db, 5432, a b, how@dah, require",
    })
    void aUrlSaysWhereTheStoreIsAndAnotherMachinesNameIsChecked(
            String text, String host, int port, String database, String user, String sslmode) {
        assertThat(StoreUrl.parse(text)).isEqualTo(new StoreUrl(host, port, database, user, sslmode));
    }

    @ParameterizedTest
    @CsvSource({
        "db.example.org, does not begin with",
        "mysql://a@b/c, does not begin with",
        "postgresql://db/store, names no user",
        "postgresql://a@db, names no database",
        "postgresql://a@db/, names no database",
        "postgresql://a@db/s?sslmode=never, sslmode=",
        "postgresql://a@db/s?options=x, sslmode=",
        "postgresql://a b@db/s, can't be read",
    })
    void whatIsWrongIsSaid(String text, String says) {
        assertThatThrownBy(() -> StoreUrl.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(says);
    }

    @Test
    void aPasswordInTheUrlIsRefusedAndNotRepeated() {
        assertThatThrownBy(() -> StoreUrl.parse("postgresql://howdah:hunter2@db/store"))
                .hasMessageContaining("--store-password-file")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void thePasswordIsTheFilesFirstLineElseTheVariable(@TempDir Path temp) throws Exception {
        Path file = Files.writeString(temp.resolve("password"), "from the file\nmore\n");
        Map<String, String> environment = Map.of("HOWDAH_STORE_PASSWORD", "from the variable");
        List<String> options = new ArrayList<>(List.of("run", "--store-url", "postgresql://a@db/s"));

        assertThat(store(options).password(environment)).isEqualTo("from the variable");
        assertThat(store(options).password(Map.of())).isEmpty();
        options.addAll(List.of("--store-password-file", file.toString()));
        assertThat(store(options).password(environment)).isEqualTo("from the file");
        assertThatThrownBy(() -> ServerArgs.parse(List.of("run", "--store-ca", "x"), Map.of()))
                .hasMessageContaining("go with --store-url");
    }

    private static OutsideStore store(List<String> options) {
        return ServerArgs.parse(options, Map.of()).store().orElseThrow();
    }
}
