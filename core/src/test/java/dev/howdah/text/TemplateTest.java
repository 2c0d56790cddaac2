package dev.howdah.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values are written as their place in the text needs it. */
class TemplateTest {

    private static final String HARD = "a\"b'c\\d $e`";

    private static Template parse(String text, Template.Target target) {
        return Template.parse(
                text,
                target,
                List.of("password", "port", "host"),
                (word, known) -> known.stream()
                        .filter(k -> k.charAt(0) == word.charAt(0))
                        .findFirst());
    }

    private static String fill(String text, Template.Target target) {
        return parse(text, target).fill(field -> field.equals("port") ? "5432" : HARD);
    }

    @ParameterizedTest
    @CsvSource(delimiterString = "->", quoteCharacter = '~', textBlock = """
            JSON       -> {"p": "{{password}}"}          -> {"p": "a\\"b'c\\\\d $e`"}
            JSON       -> {"p": "x {{ password }} y"}    -> {"p": "x a\\"b'c\\\\d $e` y"}
            JSON       -> {"p": {{password}}, "q": 1}    -> {"p": "a\\"b'c\\\\d $e`", "q": 1}
            JSON       -> {"p":{{port}}}                 -> {"p":5432}
            JSON       -> {"p":"{{port}}"}               -> {"p":"5432"}
            JSON       -> {"p": {{password | base64}}}   -> {"p": YSJiJ2NcZCAkZWA=}
            YAML       -> p: {{password}}                -> p: "a\\"b'c\\\\d $e`"
            YAML       -> p: "u:{{password}}"            -> p: "u:a\\"b'c\\\\d $e`"
            YAML       -> p: {{port}}                    -> p: 5432
            YAML       -> it's: {{password}}             -> it's: "a\\"b'c\\\\d $e`"
            DOTENV     -> P={{password}}                 -> P="a\\"b'c\\\\d \\$e\\`"
            DOTENV     -> P="x {{password}}"             -> P="x a\\"b'c\\\\d \\$e\\`"
            DOTENV     -> P='x {{password}}'             -> P='x a"b'\\''c\\d $e`'
            DOTENV     -> P={{port}}                     -> P=5432
            PROPERTIES -> p={{password}}                 -> p=a"b'c\\\\d $e`
            PLAIN      -> {{password}}!                  -> a"b'c\\d $e`!
            PLAIN      -> {{password | url}}             -> a%22b%27c%5Cd%20%24e%60
            PLAIN      -> {{password|url|json}}          -> "a%22b%27c%5Cd%20%24e%60"
            PLAIN      -> {{password | shell}}           -> 'a"b'\\''c\\d $e`'
            PLAIN      -> {{"{{"}} .Values.x {{"}}"}}    -> {{ .Values.x }}
            """)
    void values_are_escaped_for_their_place(Template.Target target, String text, String expected) {
        assertThat(fill(text, target)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiterString = "->", quoteCharacter = '~', textBlock = """
            PLAIN  -> {{passwort}}        -> line 1: there is no field 'passwort': did you mean 'password'?
            PLAIN  -> {{x}}               -> line 1: there is no field 'x': there is password, port, host
            PLAIN  -> {{password , url}}  -> line 1: there is no field 'password , url': did you mean 'password'?
            PLAIN  -> {{host              -> line 1: a {{ is not closed
            YAML   -> url: x://{{host}}/  -> line 1: {{host}} must stand alone or inside double quotes, or say how it is written: {{host | url}}, {{host | plain}}
            YAML   -> p: '{{host}}'       -> line 1: {{host}} must stand alone or inside double quotes, or say how it is written: {{host | url}}, {{host | plain}}
            JSON   -> {"a": x{{host}}}    -> line 1: {{host}} must stand alone or inside double quotes, or say how it is written: {{host | url}}, {{host | plain}}
            DOTENV -> A=x{{host}}         -> line 1: {{host}} must stand alone or inside double quotes, or say how it is written: {{host | url}}, {{host | plain}}
            """)
    void what_is_wrong_is_said(Template.Target target, String text, String problem) {
        assertThat(parse(text, target).problems()).containsExactly(problem);
    }

    @Test
    void all_problems_are_found_each_with_its_line() {
        Template template = Template.parse(
                "a: {{x}}\nb: {{host | y}}\n\n{{z}}",
                Template.Target.YAML,
                List.of("host"),
                (word, known) -> Optional.empty());
        assertThat(template.problems())
                .containsExactly(
                        "line 1: there is no field 'x': there is host",
                        "line 2: there is no filter 'y': there is url, json, yaml, shell, dotenv, properties, base64,"
                                + " plain",
                        "line 4: there is no field 'z': there is host");
        assertThat(parse("{{host}} {{port}} {{host}}", Template.Target.PLAIN).fields())
                .containsExactlyInAnyOrder("host", "port");
    }
}
