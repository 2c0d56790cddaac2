package dev.howdah.server;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * One line for each message, on standard error: whoever starts the process says where it goes. Libraries are heard from
 * warnings up and without stack traces, which while the Store is down would fill the disk; our own come with theirs.
 */
final class Logs {

    private static final String OURS = "dev.howdah";
    private static final Logger ROOT = Logger.getLogger("");
    /** Kept here, since the log manager forgets loggers that nobody holds. */
    private static final List<Logger> LIBRARIES = List.of(
            Logger.getLogger("org"), Logger.getLogger("com"), Logger.getLogger("io"), Logger.getLogger("jakarta"));

    private Logs() {}

    static void configure() {
        LogManager.getLogManager().reset();
        ConsoleHandler handler = new ConsoleHandler();
        handler.setLevel(Level.ALL);
        handler.setFormatter(new Line());
        ROOT.addHandler(handler);
        ROOT.setLevel(Level.INFO);
        LIBRARIES.forEach(l -> l.setLevel(Level.WARNING));
    }

    /** {@code 2026-01-31T12:00:00.000Z WARNING dev.howdah.rest: what happened}. */
    static final class Line extends Formatter {

        private static final DateTimeFormatter TIME =
                DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXX").withZone(ZoneId.systemDefault());

        @Override
        public String format(LogRecord entry) {
            StringBuilder line = new StringBuilder()
                    .append(TIME.format(entry.getInstant()))
                    .append(' ')
                    .append(entry.getLevel().getName())
                    .append(' ')
                    .append(entry.getLoggerName())
                    .append(": ")
                    .append(formatMessage(entry));
            Throwable thrown = entry.getThrown();
            if (thrown != null && String.valueOf(entry.getLoggerName()).startsWith(OURS)) {
                trace(line, thrown);
            } else if (thrown != null) {
                line.append(" (").append(thrown).append(')');
            }
            return line.append(System.lineSeparator()).toString();
        }

        private static void trace(StringBuilder line, Throwable thrown) {
            var text = new java.io.StringWriter();
            thrown.printStackTrace(new java.io.PrintWriter(text));
            line.append(System.lineSeparator()).append(text.toString().stripTrailing());
        }
    }
}
