package dev.howdah.postgres.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.postgres.dump.Splitter.Piece;
import dev.howdah.resource.PgNames;
import dev.howdah.spi.Trouble;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Scripts are taken apart as psql does. */
class SplitterTest {

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static List<Piece> all(InputStream in) throws IOException {
        var splitter = new Splitter(in);
        List<Piece> pieces = new ArrayList<>();
        for (Optional<Piece> p = splitter.next(); p.isPresent(); p = splitter.next()) {
            pieces.add(p.get());
        }
        return pieces;
    }

    @Test
    void semicolonsInQuotesCommentsAndBodiesEndNothing() throws IOException {
        assertThat(all(bytes("""
                        SELECT ';' || E'\\';' || $$;$$ || $a$;$b$;$a$ || ";" /* ; /* ; */ ; */ -- ;
                        ;
                        CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2);
                        CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql
                        BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END;
                        -- said
                        \\restrict x
                        BEGIN; SELECT 3
                        """)))
                .extracting(p -> p.line() + (p.command() ? "!" : " ") + p.text().split("\\s")[0])
                .containsExactly("1 SELECT", "3 CREATE", "4 CREATE", "7!\\restrict", "8 BEGIN", "8 SELECT");
    }

    @Property(tries = 300)
    void nothingIsLostAndNoScriptKillsIt(@ForAll("scripts") String script, @ForAll @IntRange(min = 1, max = 7) int step)
            throws IOException {
        List<Piece> pieces = all(slow(script, step));

        // a command takes its line's end and no semicolon
        StringBuilder again = new StringBuilder();
        pieces.forEach(p -> again.append(p.lead()).append(p.text()));
        assertThat(again.toString().replaceAll("[;\\s]", "")).isEqualTo(script.replaceAll("[;\\s]", ""));
    }

    @Provide
    Arbitrary<String> scripts() {
        return Arbitraries.of(
                        "'",
                        "\"",
                        "$",
                        "$a$",
                        ";",
                        "\n",
                        "--",
                        "/*",
                        "*/",
                        "E'",
                        "\\'",
                        "(",
                        ")",
                        "begin",
                        "atomic",
                        "end",
                        "create function ",
                        "case",
                        "x",
                        "\u00ff",
                        " ")
                .list()
                .ofMaxSize(40)
                .map(l -> String.join("", l));
    }

    @Property(tries = 200)
    void rowsAreThoseBetweenWhateverComesInOneRead(
            @ForAll("rows") String rows, @ForAll @IntRange(min = 1, max = 9) int step) throws IOException {
        var splitter = new Splitter(slow("COPY t FROM stdin;\n" + rows + "\\.\nSELECT 1;", step));
        splitter.next();
        var taken = new ByteArrayOutputStream();

        assertThat(splitter.rows(taken::write)).isTrue();
        assertThat(taken.toString(StandardCharsets.ISO_8859_1)).isEqualTo(rows);
        assertThat(splitter.line())
                .isEqualTo(3 + rows.chars().filter(c -> c == '\n').count());
        assertThat(splitter.next().orElseThrow().text()).isEqualTo("SELECT 1");
    }

    @Provide
    Arbitrary<String> rows() {
        return Arbitraries.of("a", "\\\\.", "\\N", "\\.x", ".", "\r", "\t", ";", "'", "\\\\")
                .list()
                .ofMaxSize(6)
                .map(l -> String.join("", l) + "\n")
                .list()
                .ofMaxSize(8)
                .map(l -> String.join("", l))
                .filter(r -> !("\n" + r).matches("(?s).*\n\\\\\\.\r?\n.*"));
    }

    @Test
    void aStatementThatNeverEndsIsGivenUp() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 'x';
            }
        };

        assertThatThrownBy(() -> all(endless)).isInstanceOf(Trouble.class).hasMessageContaining("line 1", "32 MiB");
    }

    @Property(tries = 500)
    void noStatementKillsTheRules(@ForAll("words") String sql) {
        assertThat(new PlainRules(new PgNames("a-b")).of(sql)).isNotNull();
        assertThat(new PlainRules(new PgNames("a-b")).command("\\" + sql)).isNotNull();
    }

    @Provide
    Arbitrary<String> words() {
        return Arbitraries.of(
                        "CREATE",
                        "ALTER",
                        "DROP",
                        "GRANT",
                        "REVOKE",
                        "ON",
                        "TO",
                        "FROM",
                        "OWNER",
                        "SCHEMA",
                        "DATABASE",
                        "ROLE",
                        "EXTENSION",
                        "IF",
                        "NOT",
                        "EXISTS",
                        "DEFAULT",
                        "PRIVILEGES",
                        "FOR",
                        "COMMENT",
                        "COPY",
                        "SET",
                        "POLICY",
                        "SECURITY",
                        "USER",
                        "MAPPING",
                        "stdin",
                        "x",
                        "\"y",
                        "'z",
                        "(",
                        ")",
                        ",",
                        "=")
                .list()
                .ofMinSize(1)
                .ofMaxSize(9)
                .map(l -> String.join(" ", l));
    }

    /** A few bytes at a time. */
    private static InputStream slow(String text, int step) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)) {
            @Override
            public synchronized int read(byte[] to, int from, int length) {
                return super.read(to, from, Math.min(step, length));
            }
        };
    }
}
