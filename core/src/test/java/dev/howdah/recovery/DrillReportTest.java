package dev.howdah.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.spi.Soundness.Sum;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DrillReportTest {

    private static final Sum SUM = new Sum(3, "17");
    private static final Sum OTHER = new Sum(3, "18");
    private static final Sum MORE = new Sum(4, "99");

    @Test
    void what_did_not_change_has_to_be_the_same() {
        DrillReport report =
                DrillReport.of(Map.of("a", SUM, "b", MORE), Map.of("a", SUM, "b", MORE), Map.of("a", SUM, "b", MORE));
        assertThat(report.sound()).isTrue();
        assertThat(report.sentence()).isEqualTo("2 tables with 7 rows, 2 compared with the source");
    }

    @Test
    void what_was_written_to_meanwhile_is_not_compared() {
        assertThat(DrillReport.of(Map.of("a", SUM), Map.of("a", MORE), Map.of("a", OTHER)))
                .isEqualTo(new DrillReport(1, 3, 0, java.util.List.of()));
        // made or dropped between the two looks
        assertThat(DrillReport.of(Map.of(), Map.of("a", SUM), Map.of()).sound()).isTrue();
        assertThat(DrillReport.of(Map.of(), Map.of("a", SUM), Map.of("a", SUM)).sound())
                .isTrue();
        assertThat(DrillReport.of(Map.of("a", SUM), Map.of(), Map.of()).sound()).isTrue();
    }

    @Test
    void every_difference_is_said() {
        Map<String, Sum> source = Map.of("gone", SUM, "less", MORE, "other", SUM);
        DrillReport report = DrillReport.of(source, source, Map.of("less", SUM, "other", OTHER, "strange", SUM));
        assertThat(report.sound()).isFalse();
        assertThat(report.sentence())
                .isEqualTo("table gone is missing; table less has 3 rows, the source 4; table other has as many rows as"
                        + " the source, and other ones; table strange is there and was not in the source");
    }

    @Test
    void of_many_differences_the_first_are_shown() {
        Map<String, Sum> source = new java.util.TreeMap<>();
        for (int i = 0; i < 9; i++) {
            source.put("t" + i, SUM);
        }
        assertThat(DrillReport.of(source, source, Map.of()).sentence())
                .startsWith("table t0 is missing; ")
                .endsWith("table t4 is missing; and 4 more");
    }
}
