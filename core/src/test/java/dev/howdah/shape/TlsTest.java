package dev.howdah.shape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.resource.Deliver;
import dev.howdah.spi.Contents;
import dev.howdah.spi.Credential;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How strictly a consumer is told to check the server. */
class TlsTest {

    private static String mode(String sslmode, boolean privateCa, String fields, Setting setting) {
        Credential c = Sample.credential(sslmode, privateCa ? Optional.of(Sample.PEM) : Optional.empty());
        Deliver wish = Sample.wish("format: env" + fields);
        Contents contents = Shapes.of(c, Sample.parcel(wish), setting);
        return contents.entries().get("PGSSLMODE") + " "
                + contents.entries().getOrDefault("PGSSLROOTCERT", "-")
                + (contents.caPem().isPresent() ? " beside" : "");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            verify-full | true  |                                   | verify-full /out/my-db.env.ca.crt beside
            verify-full | true  | , caFile: /etc/ca.pem             | verify-full /etc/ca.pem
            verify-full | true  | , sslmode: require                | require /out/my-db.env.ca.crt beside
            verify-ca   | true  |                                   | verify-ca /out/my-db.env.ca.crt beside
            verify-full | false |                                   | verify-full system
            verify-full | false | , caFile: /etc/ca.pem             | verify-full /etc/ca.pem
            require     | false |                                   | require -
            disable     | false |                                   | disable -
            disable     | false | , sslmode: verify-full            | verify-full system
            """)
    void files_check_as_strictly_as_the_platform_does(String own, boolean ca, String fields, String expected) {
        assertThat(mode(own, ca, fields == null ? "" : fields, Sample.FILE)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            verify-full | true  |                                   | require -
            verify-full | true  | , caFile: /etc/ca.pem             | verify-full /etc/ca.pem
            verify-full | true  | , sslmode: verify-full            | verify-full -
            verify-full | false |                                   | verify-full system
            prefer      | false |                                   | prefer -
            """)
    void sinks_of_keys_check_where_the_consumer_has_the_ca(String own, boolean ca, String fields, String expected) {
        assertThat(mode(own, ca, fields == null ? "" : fields, Sample.KEYS)).isEqualTo(expected);
    }

    @Test
    void the_certificate_is_kept_beside_only_where_its_file_is_named() {
        assertThat(Sample.shape("format: idp", Sample.FILE).caPem()).isEmpty();
        assertThat(Sample.shape("format: idp, add: [uri]", Sample.FILE).caPem()).contains(Sample.PEM);
        assertThat(Sample.shape("template: '{{host}} {{sslmode}}'", Sample.FILE).onlyValue())
                .isEqualTo("db.example.org require");
        assertThat(Sample.shape("template: '{{caFile}} {{sslmode}}'", Sample.FILE)
                        .caPem())
                .contains(Sample.PEM);
    }

    @Test
    void the_readers_host_is_written_when_it_is_asked_for() {
        assertThat(Sample.shape("format: env, host: reader", Sample.KEYS).entries())
                .containsEntry("PGHOST", "ro.example.org");
    }
}
