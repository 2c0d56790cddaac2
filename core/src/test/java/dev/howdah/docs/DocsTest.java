package dev.howdah.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.resource.Documents;
import dev.howdah.resource.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What people read leads somewhere, and what it shows can be applied. */
class DocsTest {

    private static final Path ROOT = Path.of(System.getProperty("howdah.root", ".."));
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");
    private static final Pattern YAML = Pattern.compile("(?ms)^```yaml\\n(.*?)^```");
    private static final Pattern FENCED = Pattern.compile("(?ms)^```.*?^```$");

    private static List<Path> pages() throws IOException {
        try (Stream<Path> top = Files.list(ROOT);
                Stream<Path> docs = Files.walk(ROOT.resolve("docs"));
                Stream<Path> examples = Files.walk(ROOT.resolve("examples"))) {
            return Stream.of(top, docs, examples)
                    .flatMap(s -> s)
                    .filter(p -> p.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    private static Stream<DynamicTest> eachMatch(Pattern pattern, boolean outsideCode, Check check) throws IOException {
        return pages().stream().flatMap(page -> {
            String text = read(page);
            Matcher m = pattern.matcher(outsideCode ? FENCED.matcher(text).replaceAll("") : text);
            return m.results()
                    .map(found -> found.group(1))
                    .map(found -> DynamicTest.dynamicTest(
                            ROOT.relativize(page) + ": "
                                    + found.lines().findFirst().orElse(""),
                            () -> check.of(page, found)));
        });
    }

    private interface Check {
        void of(Path page, String found) throws Exception;
    }

    private static String read(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @TestFactory
    Stream<DynamicTest> everyLinkLeadsToAFileAndAHeadingThatAreThere() throws IOException {
        return eachMatch(LINK, true, (page, link) -> {
            if (link.matches("[a-z]+:.*")) {
                return;
            }
            String[] parts = link.split("#", 2);
            Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]);
            assertThat(target).exists();
            if (parts.length == 2) {
                assertThat(read(target).lines().filter(l -> l.startsWith("#")).map(DocsTest::anchor))
                        .contains(parts[1]);
            }
        });
    }

    /** As GitHub makes them. */
    private static String anchor(String heading) {
        return heading.replaceFirst("^#+ ", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-');
    }

    @TestFactory
    Stream<DynamicTest> everyOrderThatIsShownCanBeApplied() throws IOException {
        return eachMatch(
                YAML,
                false,
                (page, block) -> assertThat(
                                Documents.parse(block, null, page.toString()).resources())
                        .isNotEmpty());
    }

    @Test
    void everyReasonIsExplained() {
        String page = read(ROOT.resolve("docs/troubleshooting.md"));
        for (Reason reason : Reason.values()) {
            if (reason != Reason.OTHER) {
                assertThat(page).contains("`" + reason.text() + "`");
            }
        }
    }
}
