package dev.howdah.postgres.dump;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which statements a script that is one transaction can't have. */
class BordersTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            COMMIT,                                   line 1: COMMIT
            commit work,                              line 1: COMMIT
            SELECT 1;; /* /* a */ */ End,             line 1: END
            'SELECT 1;|-- COMMIT|begin',              line 3: BEGIN
            'SELECT 1;|/*|*/ Start Transaction',      line 3: START
            ROLLBACK,                                 line 1: ROLLBACK
            ABORT,                                    line 1: ABORT
            PREPARE TRANSACTION 'x',                  line 1: PREPARE
            COMMIT PREPARED 'x',                      line 1: COMMIT
            ROLLBACK AND CHAIN,                       line 1: ROLLBACK
            'SELECT 1;|\\i other.sql',                line 2: commands of psql""")
    void thoseThatEndOrBeginOneAreRefusedWithTheirLine(String script, String why) {
        assertThat(Borders.refused(script.replace('|', '\n'))).get().asString().startsWith(why);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-- COMMIT",
                "/* COMMIT; */",
                "SELECT 'x; COMMIT; y'",
                "SAVEPOINT a; ROLLBACK TO a; ROLLBACK WORK TO SAVEPOINT a; RELEASE a",
                "DO $$ BEGIN COMMIT; END $$",
                "PREPARE p AS SELECT 1",
                "CREATE TABLE commit (x int)",
                "UPDATE t SET x = CASE WHEN true THEN 1 END"
            })
    void everythingElseMayBeRun(String script) {
        assertThat(Borders.refused(script)).isEmpty();
    }
}
