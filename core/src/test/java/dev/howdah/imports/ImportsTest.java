package dev.howdah.imports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.resource.Documents;
import dev.howdah.resource.InvalidException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The tables imports/SYSTEM.txt: {@code === title}, a file (its first line may be {@code -n NAMESPACE --name NAME}),
 * {@code --->} and the orders and notes, or the problems. What came out is written to target/imports; after a wanted change,
 * copy it over src/test/resources/imports.
 */
class ImportsTest {

    @TestFactory
    Stream<DynamicTest> files_become_these_orders() throws IOException {
        return Arrays.stream(Imports.From.values()).flatMap(this::cases);
    }

    private Stream<DynamicTest> cases(Imports.From from) {
        String name = from.name().toLowerCase(Locale.ROOT) + ".txt";
        try {
            String[] cases = table(name).split("(?m)^=== ");
            Path out = Path.of("target/imports", name);
            Files.createDirectories(out.getParent());
            Files.writeString(
                    out,
                    Arrays.stream(cases)
                            .skip(1)
                            .map(c -> "=== " + input(c) + "--->\n" + said(from, c))
                            .collect(Collectors.joining()));
            return Arrays.stream(cases)
                    .skip(1)
                    .map(c -> DynamicTest.dynamicTest(
                            name + ": " + c.lines().findFirst().orElseThrow(),
                            () -> assertThat(said(from, c))
                                    .isEqualTo(c.substring(input(c).length() + "--->\n".length()))));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String table(String name) throws IOException {
        try (InputStream table = ImportsTest.class.getResourceAsStream("/imports/" + name)) {
            return new String(table.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String input(String one) {
        return one.substring(0, one.indexOf("--->"));
    }

    private static String said(Imports.From from, String one) {
        String text = input(one).substring(one.indexOf('\n') + 1);
        Optional<String> namespace = Optional.empty();
        Optional<String> name = Optional.empty();
        if (text.startsWith("-")) {
            String[] words = text.substring(0, text.indexOf('\n')).split(" ");
            namespace = Optional.of(words[1]);
            name = words.length > 3 ? Optional.of(words[3]) : Optional.empty();
            text = text.substring(text.indexOf('\n') + 1);
        }
        List<Imports.Source> sources = Arrays.stream(text.split("(?m)^@@@ "))
                .filter(s -> !s.isEmpty())
                .map(s -> s.startsWith("application.yaml")
                        ? new Imports.Source("application.yaml", s.substring(s.indexOf('\n') + 1))
                        : new Imports.Source("values.yaml", s))
                .toList();
        try {
            Imports.Imported imported =
                    Imports.read(from, sources, new Imports.Wish(namespace, name, List.of("kubernetes")));
            assertThat(Documents.parse(imported.yaml(), null, "x").resources()).isNotEmpty();
            return imported.yaml()
                    + imported.notes().stream().map(n -> "note: " + n + "\n").collect(Collectors.joining());
        } catch (InvalidException e) {
            return e.problems().stream().map(p -> p + "\n").collect(Collectors.joining());
        }
    }

    @ParameterizedTest
    @EnumSource
    void no_text_whatever_breaks_it(Imports.From from) {
        for (String text :
                List.of("", "[]", "{}", "a: [", "- x", "global: 1", "modules: [1, {}]", "fence: x", "null")) {
            try {
                Imports.read(
                        from,
                        List.of(new Imports.Source("f", text)),
                        new Imports.Wish(Optional.of("n"), Optional.of("x"), List.of("s")));
            } catch (InvalidException e) {
                assertThat(e.problems()).isNotEmpty();
            }
        }
    }
}
