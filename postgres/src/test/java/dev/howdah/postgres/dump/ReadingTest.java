package dev.howdah.postgres.dump;

import static org.assertj.core.api.Assertions.assertThat;

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

    private static Reading.CopyCounter counted(String script, int piece) {
        var counter = new Reading.CopyCounter();
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
            assertThat(counter.rows()).containsExactly(3L, 0L, 2L);
            assertThat(counter.whole()).isTrue();
        }
    }

    @Test
    void aTableThatIsCutOffIsNotWhole() {
        assertThat(counted(SCRIPT.substring(0, SCRIPT.indexOf("\\.\n\n\nCOPY")), 9)
                        .whole())
                .isFalse();
    }
}
