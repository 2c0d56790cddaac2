package dev.howdah.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

    private static final String ALLOWED =
            "; a name has lower-case letters a-z, digits and '-', with a letter or digit first and last";

    @Property
    void any_name_is_refused_or_fits_into_PostgreSQL(@ForAll("names") String namespace, @ForAll("names") String name) {
        Database database = database(namespace, name);
        if (Rules.check(database).isEmpty()) {
            for (Login login : Login.ALL) {
                String pgName = database.pgNames().login(login);
                assertThat(pgName).matches("[a-z0-9][-a-z0-9]*[a-z0-9]");
                assertThat(pgName.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(PgNames.MAX_BYTES);
            }
            assertThat(database.pgNames().database()).doesNotStartWith("howdah").doesNotStartWith("template");
        }
    }

    @Provide
    Arbitrary<String> names() {
        Arbitrary<String> tame = Arbitraries.strings().withChars("abz09-").ofMaxLength(40);
        return Arbitraries.oneOf(tame, tame, Arbitraries.strings().ofMaxLength(70));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "0", "my-db", "a--b", "x1", "public-data", "nonesuch", "pgbench", "a-pg"})
    void ordinary_names_are_fine(String name) {
        assertThat(Rules.check(database("idp-dev", name))).isEmpty();
        assertThat(Rules.check(database(name, "x"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres",
                "template0",
                "template-x",
                "rdsadmin",
                "howdah",
                "howdah-new",
                "pg-catalog",
                "public",
                "none",
                "information-schema"
            })
    void reserved_names_are_refused_as_name_and_as_namespace(String name) {
        assertThat(messages(database("idp-dev", name)))
                .singleElement()
                .asString()
                .contains("is reserved");
        assertThat(messages(database(name, "x"))).singleElement().asString().contains("is reserved");
        assertThat(Rules.check(new Namespace(Metadata.of(null, name), Namespace.Spec.PLAIN, Status.NEW)))
                .singleElement()
                .asString()
                .contains("is reserved");
    }

    @Test
    void hostile_names_are_refused_and_the_message_names_the_character() {
        assertRefused("Orders", "'Orders': 'O' is not allowed" + ALLOWED + " (such as 'orders')");
        assertRefused("my_db", "'my_db': '_' is not allowed" + ALLOWED + " (such as 'my-db')");
        assertRefused("my db", "'my db': a space is not allowed" + ALLOWED + " (such as 'my-db')");
        assertRefused("x'; DROP", "'x'; DROP': a quote is not allowed" + ALLOWED);
        assertRefused("x\"y", "'x\"y': '\"' is not allowed" + ALLOWED);
        assertRefused("../../etc", "'../../etc': '.' is not allowed" + ALLOWED);
        assertRefused("a\0b", "'aU+0000b': U+0000 is not allowed" + ALLOWED);
        assertRefused("m\u0443-db", "'mU+0443-db': U+0443 (CYRILLIC SMALL LETTER U) is not allowed" + ALLOWED);
        assertRefused("\u202edb", "'U+202Edb': U+202E (RIGHT-TO-LEFT OVERRIDE) is not allowed" + ALLOWED);
        assertRefused("\uD83D\uDC18", "'U+1F418': U+1F418 (ELEPHANT) is not allowed" + ALLOWED);
        assertRefused("-a", "'-a': '-' can't be first" + ALLOWED);
        assertRefused("a-", "'a-': '-' can't be last" + ALLOWED);
        assertRefused(
                "",
                "is empty: a name has lower-case letters a-z, digits and '-', with a letter or digit first"
                        + " and last");
    }

    @ParameterizedTest
    @CsvSource({"26, 26, 0", "26, 27, 1", "40, 40, 28"})
    void names_too_long_for_PostgreSQL_are_refused_by_how_much(int namespace, int name, int over) {
        List<String> messages = messages(database("n".repeat(namespace), "d".repeat(name)));
        if (over == 0) {
            assertThat(messages).isEmpty();
        } else {
            assertThat(messages)
                    .singleElement()
                    .asString()
                    .contains(over + (over == 1 ? " byte more" : " bytes more") + " than the 63 it allows");
        }
    }

    @Test
    void a_namespace_must_leave_room_for_a_database() {
        assertThat(messages(new Namespace(Metadata.of(null, "n".repeat(51)), Namespace.Spec.PLAIN, Status.NEW)))
                .isEmpty();
        assertThat(messages(new Namespace(Metadata.of(null, "n".repeat(53)), Namespace.Spec.PLAIN, Status.NEW)))
                .containsExactly("'" + "n".repeat(53) + "' is 2 bytes too long: at most 51");
    }

    private static void assertRefused(String name, String message) {
        assertThat(messages(database("idp-dev", name))).containsExactly(message);
    }

    private static List<String> messages(Resource resource) {
        return Rules.check(resource).stream().map(Problem::message).toList();
    }

    private static Database database(String namespace, String name) {
        return new Database(Metadata.of(namespace, name), Database.Spec.plain(), Status.NEW);
    }
}
