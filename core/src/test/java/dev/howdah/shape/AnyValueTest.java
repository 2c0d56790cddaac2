package dev.howdah.shape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.resource.Deliver;
import dev.howdah.resource.Format;
import dev.howdah.resource.Json;
import dev.howdah.resource.Role;
import dev.howdah.spi.Contents;
import java.io.IOException;
import java.io.StringReader;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Whatever a value is, its reader gets it back. Programs of others read some in the command line's tests. */
class AnyValueTest {

    private static final List<String> HARD = List.of(
            "", " ", "null", "~", "true", "0x1F", "1e3", "- x", "a: b", "a #b", "#", "'", "\"", "''", "\\", "\\\\",
            "\\n", "\n", "\r\n", "\t", "{{x}}", "{", "[", "*a", "&a", "!a", "%", "@", "`", "$x", "${x}", "=", ";", ":",
            "\u0085", "\u2028", "\ufeff", "\u0007", "\u007f", "ü", "€", "𝄞", "-", "---", "...", "|", ">", "? x", "1.0",
            ".5", "=x");

    @Provide
    Arbitrary<String> values() {
        Arbitrary<String> pieces = Arbitraries.oneOf(
                Arbitraries.of(HARD),
                Arbitraries.strings().ascii().ofMaxLength(8),
                Arbitraries.strings().ofMaxLength(4));
        return pieces.list().ofMaxSize(4).map(parts -> String.join("", parts).replace("\0", ""));
    }

    private static Contents shape(Format format, String fields, String user, String password) {
        Deliver wish = fields.isEmpty() ? Deliver.of(Role.WRITE, "sink", format) : Sample.wish(fields);
        return Shapes.of(Sample.hard(user, password, "d"), Sample.parcel(wish), Sample.KEYS);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> yaml(String text) {
        return (Map<String, Object>) new Load(LoadSettings.builder().build()).loadFromString(text);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> json(String text) {
        return Json.read(text, Map.class);
    }

    @Property(tries = 500)
    void json_yaml_and_properties_read_back(@ForAll("values") String user, @ForAll("values") String password)
            throws IOException {
        for (Map<String, Object> read : List.of(
                json(shape(Format.JSON, "", user, password).onlyValue()),
                yaml(shape(Format.YAML, "", user, password).onlyValue()))) {
            assertThat(read)
                    .containsEntry("username", user)
                    .containsEntry("password", password)
                    .containsEntry("port", 5432);
        }
        var properties = new Properties();
        properties.load(
                new StringReader(shape(Format.PROPERTIES, "", user, password).onlyValue()));
        assertThat(properties).containsEntry("user", user).containsEntry("password", password);
    }

    /** Line breaks to some, letters to others. */
    @Example
    void odd_line_breaks_read_back() throws IOException {
        for (String odd : List.of("\n\u0085", "\u0085", "a\u2028b", "\u2029")) {
            keys_in_files_read_back(odd, odd);
        }
    }

    @Property(tries = 300)
    void keys_in_files_read_back(@ForAll("values") String user, @ForAll("values") String password) throws IOException {
        Contents contents = shape(Format.IDP, "", user, password);
        Deliver idp = Deliver.of(Role.WRITE, "sink", Format.IDP);
        for (Map<String, Object> read :
                List.of(json(FileText.of(contents, idp, "a.json")), yaml(FileText.of(contents, idp, "a.yaml")))) {
            assertThat(read).containsEntry("username", user).containsEntry("password", password);
        }
        var properties = new Properties();
        properties.load(new StringReader(FileText.of(contents, idp, "a.properties")));
        assertThat(properties).containsEntry("password", password);
    }

    @Property(tries = 300)
    void templates_read_back(@ForAll("values") String user, @ForAll("values") String password) throws IOException {
        for (String syntax : List.of("json", "yaml")) {
            String text =
                    "template: '{\"bare\": {{password}}, \"in\": \"x{{username}}y\", \"port\": {{port}}}', syntax: ";
            assertThat(yaml(shape(Format.TEMPLATE, text + syntax, user, password)
                            .onlyValue()))
                    .containsEntry("bare", password)
                    .containsEntry("in", "x" + user + "y")
                    .containsEntry("port", 5432);
        }
        var properties = new Properties();
        properties.load(new StringReader(
                shape(Format.TEMPLATE, "template: 'a={{password}}', syntax: properties", user, password)
                        .onlyValue()));
        assertThat(properties).containsEntry("a", password);
    }

    @Property(tries = 300)
    void urls_and_password_files_read_back(@ForAll("values") String user, @ForAll("values") String password) {
        String uri = shape(Format.URI, "", user, password).onlyValue();
        String[] login =
                uri.substring("postgresql://".length(), uri.indexOf('@')).split(":", -1);
        assertThat(Arrays.stream(login).map(AnyValueTest::decoded)).containsExactly(user, password);
        if ((user + password).indexOf('\n') < 0 && (user + password).indexOf('\r') < 0) {
            String line = shape(Format.PGPASS, "", user, password).onlyValue();
            assertThat(fields(line.substring(0, line.length() - 1))).endsWith("d", user, password);
        }
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** As libpq reads a line: a backslash makes the next character a plain one. */
    private static List<String> fields(String line) {
        var all = new java.util.ArrayList<String>();
        var field = new StringBuilder();
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\') {
                field.append(line.charAt(++i));
            } else if (c == ':') {
                all.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        all.add(field.toString());
        return all;
    }
}
