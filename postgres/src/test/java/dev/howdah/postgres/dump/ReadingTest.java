package dev.howdah.postgres.dump;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.spi.Soundness.Sum;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReadingTest {

    private static final String SCRIPT = """
            -- COPY nothing FROM stdin;
            SET statement_timeout = 0;
            COPY public.a (id, note) FROM stdin;
            1\tCOPY public.x (id) FROM stdin;
            2\t\\\\.
            \\N\t\\n\\\\.\\n
            \\.


            COPY public."odd (id) FROM stdin;" (id) FROM stdin;
            \\.

            COPY public.nothing () FROM stdin;


            \\.
            SELECT pg_catalog.setval('public.s', 1, false);
            """;

    private static CopyCounter counted(String script, int piece) {
        var counter = new CopyCounter();
        byte[] bytes = script.getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < bytes.length; at += piece) {
            byte[] part = java.util.Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + piece));
            counter.feed(part, part.length);
        }
        return counter;
    }

    @Test
    void aRowIsALineBetweenACopyAndItsEnd() {
        for (int piece : List.of(1, 7, 10_000)) {
            var counter = counted(SCRIPT, piece);
            assertThat(counter.tables()).extracting(Sum::rows).containsExactly(3L, 0L, 2L);
            assertThat(counter.whole()).isTrue();
        }
    }

    @Test
    void rowsAddUpToTheSameInAnyOrderAndToSomethingElseWhenOneIsAnother() {
        String ab = "COPY t (x) FROM stdin;\na\nb\n\\.\n";
        Sum sum = counted(ab, 100).tables().getFirst();
        assertThat(counted(ab.replace("a\nb", "b\na"), 3).tables()).containsExactly(sum);
        assertThat(counted(ab.replace("a\nb", "a\nc"), 3).tables()).doesNotContain(sum);
        assertThat(RowSums.of(2, RowHash.of(new byte[] {'a', '\n'}) + RowHash.of(new byte[] {'b'})))
                .isEqualTo(sum);
    }

    @Test
    void whatIsCopiedOutHasTheColumnsThatWereCopiedIn() {
        assertThat(RowSums.outward("COPY public.\"odd (id) FROM stdin;\" (id, \"b c\") FROM stdin;\n"))
                .isEqualTo("COPY public.\"odd (id) FROM stdin;\" (id, \"b c\") TO STDOUT");
        assertThat(RowSums.outward("COPY public.t  FROM stdin;\n")).isEqualTo("COPY public.t TO STDOUT");
        assertThat(RowSums.outward("COPY public.t () FROM stdin;\n")).isEqualTo("COPY public.t TO STDOUT");
    }

    @Test
    void aTableThatIsCutOffIsNotWhole() {
        assertThat(counted(SCRIPT.substring(0, SCRIPT.indexOf("\\.\n\n\nCOPY")), 9)
                        .whole())
                .isFalse();
    }
}
