package dev.howdah.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.resource.Format;
import dev.howdah.resource.FormatKeys;
import dev.howdah.spi.Contents;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What keys are called. */
class KeysTest {

    @ParameterizedTest
    @EnumSource
    void what_rules_know_of_a_formats_keys_is_what_it_has(Format format) {
        if (FormatKeys.keyed(format)) {
            List<String> keys = List.copyOf(Keyed.of(
                            Reach.of(
                                    Sample.credential(),
                                    Sample.parcel(Sample.wish("format: " + format.text()
                                            + ", module: m".repeat(format == Format.OPTA ? 1 : 0))),
                                    Sample.FILE),
                            format)
                    .keySet());
            List<String> bare = keys.stream()
                    .map(k -> format == Format.OPTA ? k.replaceFirst("^m_", "") : k)
                    .toList();
            assertThat(bare).containsAll(FormatKeys.always(format));
            bare.stream()
                    .filter(k -> !FormatKeys.always(format).contains(k))
                    .forEach(k -> assertThat(FormatKeys.sometimes(format)).contains(k));
        }
    }

    @Test
    void opta_takes_the_module_or_the_four_names() {
        assertThat(Sample.shape("format: opta, module: rds", Sample.KEYS)
                        .entries()
                        .keySet())
                .containsExactly("rds_db_user", "rds_db_password", "rds_db_name", "rds_db_host");
        assertThat(Sample.shape(
                                "format: opta, rename: {db_user: DBUSER, db_host: DBHOST, db_name: DBNAME, db_password: DBPASS}",
                                Sample.KEYS)
                        .entries())
                .containsEntry("DBPASS", "s3cr3t-_")
                .containsOnlyKeys("DBUSER", "DBPASS", "DBNAME", "DBHOST");
        assertThat(FormatKeys.module(Sample.wish("format: opta"), "2nd-db")).isEqualTo("_2nd_db");
    }

    @Test
    void any_key_can_be_renamed_added_ones_too() {
        Contents c =
                Sample.shape("format: idp, add: [database], rename: {endpoint: host, database: db.name}", Sample.KEYS);
        assertThat(c.entries().keySet()).containsExactly("username", "password", "host", "port", "db.name");
        assertThatThrownBy(() -> FileText.of(c, Sample.wish("format: idp"), "a.env"))
                .hasMessageContaining("'db.name' is no name of a variable");
        assertThat(FileText.of(c, Sample.wish("format: idp"), "a.yaml")).contains("db.name: idp-dev-my-db");
    }

    /** What a format left out stands for depends on the sink, which the rules of orders don't know. */
    @Test
    void a_name_for_a_key_that_is_not_there_is_refused_at_the_latest_here() {
        assertThat(Sample.shape("rename: {endpoint: host}", Sample.KEYS).entries())
                .containsKey("host");
        assertThatThrownBy(() -> Sample.shape("rename: {endpoint: host}", Sample.FILE))
                .hasMessage("format env has no key 'endpoint' to rename; name the format that has");
    }

    @Test
    void a_text_has_the_key_that_was_asked_for() {
        assertThat(Sample.shape("format: uri, key: DATABASE_URL", Sample.KEYS).entries())
                .containsOnlyKeys("DATABASE_URL");
    }

    @Test
    void what_a_format_can_t_hold_is_refused_instead_of_cut() {
        for (String format : List.of("pgpass", "service")) {
            assertThatThrownBy(() -> Shapes.of(
                            Sample.hard("u", "two\nlines", "d"),
                            Sample.parcel(Sample.wish("format: " + format)),
                            Sample.KEYS))
                    .hasMessageContaining("several lines");
        }
        assertThatThrownBy(() -> Shapes.of(
                        Sample.hard("u", " blank", "d"), Sample.parcel(Sample.wish("format: service")), Sample.KEYS))
                .hasMessageContaining("blanks");
        assertThatThrownBy(() -> Shapes.of(
                        Sample.hard("u", "a${b}", "d"), Sample.parcel(Sample.wish("format: spring")), Sample.KEYS))
                .hasMessageContaining("placeholder");
    }

    @Test
    void ipv6_hosts_are_bracketed_in_urls() {
        for (String format : List.of("uri", "jdbc")) {
            assertThat(Shapes.of(
                                    Sample.hard("u", "p", "d"),
                                    Sample.parcel(Sample.wish("format: " + format)),
                                    Sample.KEYS)
                            .onlyValue())
                    .contains("[::1]:5432/d");
        }
    }
}
