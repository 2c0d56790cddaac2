package dev.howdah.postgres.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class KnownTest {

    private static final Known QUERY = new Known(
            "howdah_some",
            List.of("text", "text[]"),
            "SELECT '^a{2}$', 'costs $' FROM t WHERE a = $1 AND b = ANY ($2) OR c = $1");

    @Test
    void aSessionThatStaysPreparesItOnceAndNamesIt() {
        assertThat(QUERY.prepare()).isEqualTo("PREPARE howdah_some (text, text[]) AS " + QUERY.sql());
        assertThat(QUERY.execute(List.of("'x'", "ARRAY['y']"))).isEqualTo("EXECUTE howdah_some ('x', ARRAY['y'])");
        assertThat(new Known("howdah_none", List.of(), "SELECT 1").prepare())
                .isEqualTo("PREPARE howdah_none AS SELECT 1");
        assertThat(new Known("howdah_none", List.of(), "SELECT 1").execute(List.of()))
                .isEqualTo("EXECUTE howdah_none");
    }

    @Test
    void anotherSessionSendsItWithTheSameTypes() {
        assertThat(QUERY.with(List.of("'$2'", "ARRAY['$1']")))
                .isEqualTo("SELECT '^a{2}$', 'costs $' FROM t WHERE a = CAST('$2' AS text)"
                        + " AND b = ANY (CAST(ARRAY['$1'] AS text[])) OR c = CAST('$2' AS text)");
    }
}
