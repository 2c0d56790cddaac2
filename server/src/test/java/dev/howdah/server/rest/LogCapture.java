package dev.howdah.server.rest;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/** Everything that is logged while it is open, down to the finest. */
final class LogCapture extends Handler implements AutoCloseable {

    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final Logger howdah = Logger.getLogger("dev.howdah");

    LogCapture() {
        setLevel(Level.ALL);
        howdah.setLevel(Level.ALL);
        howdah.setUseParentHandlers(false);
        howdah.addHandler(this);
    }

    /** Waits for these words: a request's line is written after its answer. The test's own timeout bounds it. */
    String textWith(String... words) throws InterruptedException {
        while (!java.util.Arrays.stream(words).allMatch(text()::contains)) {
            Thread.sleep(5);
        }
        return text();
    }

    private String text() {
        return lines.stream().collect(Collectors.joining("\n"));
    }

    @Override
    public void publish(LogRecord entry) {
        var trace = new StringWriter();
        if (entry.getThrown() != null) {
            entry.getThrown().printStackTrace(new PrintWriter(trace));
        }
        String message = entry.getParameters() == null
                ? entry.getMessage()
                : entry.getMessage() + " " + java.util.Arrays.toString(entry.getParameters());
        lines.add(entry.getLevel() + " " + message + " " + trace);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        howdah.removeHandler(this);
        howdah.setUseParentHandlers(true);
        howdah.setLevel(null);
    }
}
