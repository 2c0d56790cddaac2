package dev.howdah.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LogsTest {

    private static String line(String logger, Throwable thrown) {
        LogRecord entry = new LogRecord(Level.WARNING, "it {0}");
        entry.setParameters(new Object[] {"broke"});
        entry.setLoggerName(logger);
        entry.setThrown(thrown);
        return new Logs.Line().format(entry);
    }

    @Test
    void aMessageIsOneLine() {
        assertThat(line("dev.howdah.rest", null)).matches("\\S+ WARNING dev\\.howdah\\.rest: it broke\\R");
    }

    @Test
    void aLibrarysTroubleIsOneLineToo() {
        assertThat(line("com.zaxxer.hikari", new IllegalStateException("no route")))
                .endsWith("it broke (java.lang.IllegalStateException: no route)" + System.lineSeparator())
                .hasLineCount(1);
    }

    @Test
    void ourOwnTroubleComesWithItsTrace() {
        assertThat(line("dev.howdah.server.work", new IllegalStateException("a bug")))
                .contains("IllegalStateException: a bug", "\tat dev.howdah.server.LogsTest");
    }
}
