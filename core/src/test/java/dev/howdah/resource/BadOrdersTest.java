package dev.howdah.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The table orders/bad.txt: {@code === title}, an order (its first line may be {@code -n NAMESPACE}), {@code ---> } and
 * the exact problems. What came out is written to target/orders/bad.txt.
 */
class BadOrdersTest {

    @TestFactory
    Stream<DynamicTest> bad_orders_are_refused_with_these_problems() throws IOException {
        String[] cases;
        try (InputStream table = BadOrdersTest.class.getResourceAsStream("/orders/bad.txt")) {
            cases = new String(table.readAllBytes(), StandardCharsets.UTF_8).split("(?m)^=== ");
        }
        Path out = Path.of("target/orders/bad.txt");
        Files.createDirectories(out.getParent());
        Files.writeString(
                out,
                Arrays.stream(cases)
                        .skip(1)
                        .map(c -> "=== " + input(c) + "--->\n" + problems(c))
                        .collect(Collectors.joining()));
        return Arrays.stream(cases)
                .skip(1)
                .map(c -> DynamicTest.dynamicTest(
                        c.lines().findFirst().orElseThrow(),
                        () -> assertThat(problems(c)).isEqualTo(c.substring(input(c).length() + "--->\n".length()))));
    }

    private static String input(String one) {
        return one.substring(0, one.indexOf("--->"));
    }

    private static String problems(String one) {
        String text = input(one).substring(one.indexOf('\n') + 1);
        String namespace = text.startsWith("-n ") ? text.substring(3, text.indexOf('\n')) : null;
        String body = namespace == null ? text : text.substring(text.indexOf('\n') + 1);
        return catchThrowableOfType(InvalidException.class, () -> Documents.parse(body, namespace, "o.yaml"))
                .problems()
                .stream()
                .map(p -> p + "\n")
                .collect(Collectors.joining());
    }
}
