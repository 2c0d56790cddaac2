package dev.howdah.shape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.resource.Format;
import dev.howdah.resource.Templates;
import dev.howdah.spi.Contents;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every format as its consumers get it: in a sink of keys, there with everything added, and as a file. After a wanted
 * change, copy target/shapes over src/test/resources/shapes.
 */
class GoldenTest {

    private static final String ALL = ", add: [database, sslmode, ca, readerHost, hosts, uri, jdbc]";

    @ParameterizedTest
    @EnumSource
    void each_format_is_as_its_golden_file_says(Format format) throws IOException {
        boolean keys = switch (format) {
            case IDP, OPTA, GEN3, MASSDRIVER, SERVICEBINDING, ENV, SPRING, DJANGO, JSON, YAML -> true;
            default -> false;
        };
        String fields =
                "format: " + format.text() + (format == Format.TEMPLATE ? ", template: '" + everyField() + "'" : "");
        var text = new StringBuilder();
        text.append("== in a sink of keys\n").append(keyed(Sample.shape(fields, Sample.KEYS)));
        if (keys) {
            text.append("== with all that can be added\n").append(keyed(Sample.shape(fields + ALL, Sample.KEYS)));
        }
        text.append("== in a file\n").append(file(fields));
        check(format.text() + ".txt", text.toString());
    }

    private static String everyField() {
        return Templates.FIELDS.stream().map(f -> f + "={{" + f + "}};").collect(Collectors.joining(" "));
    }

    private static String keyed(Contents contents) {
        return contents.entries().entrySet().stream()
                .map(e -> e.getKey() + " = " + e.getValue().replace("\n", "\\n") + "\n")
                .collect(Collectors.joining());
    }

    private static String file(String fields) {
        Contents contents = Sample.shape(fields, Sample.FILE);
        return (FileText.directory(Sample.wish(fields))
                        ? keyed(contents)
                        : FileText.of(contents, Sample.wish(fields), "my-db"))
                + contents.caPem().map(p -> "(with the CA beside)\n").orElse("");
    }

    @Test
    void keys_become_the_syntax_that_the_ending_or_the_order_names() throws IOException {
        var text = new StringBuilder();
        for (String format : new String[] {"idp", "massdriver", "opta"}) {
            for (String path : new String[] {"a.env", "a.json", "a.yml", "a.properties"}) {
                String fields = "format: " + format + ", path: " + path;
                text.append("== ").append(fields).append('\n');
                text.append(FileText.of(Sample.shape(fields, Sample.FILE), Sample.wish(fields), path));
            }
        }
        check("files.txt", text.toString());
        String fields = "format: idp, syntax: json, path: a.env";
        assertThat(FileText.of(Sample.shape(fields, Sample.FILE), Sample.wish(fields), "a.env"))
                .startsWith("{");
    }

    private static void check(String name, String actual) throws IOException {
        Path out = Path.of("target/shapes", name);
        Files.createDirectories(out.getParent());
        Files.writeString(out, actual);
        try (InputStream golden = GoldenTest.class.getResourceAsStream("/shapes/" + name)) {
            assertThat(golden).as("golden file " + name).isNotNull();
            assertThat(actual).isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
