package dev.howdah.server;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.LogManager;

/** One line for each message, on standard error: whoever starts the process says where it goes. */
final class Logs {

    private static final String SETTINGS = """
            handlers=java.util.logging.ConsoleHandler
            .level=INFO
            java.util.logging.ConsoleHandler.level=FINE
            java.util.logging.ConsoleHandler.formatter=java.util.logging.SimpleFormatter
            java.util.logging.SimpleFormatter.format=%1$tFT%1$tT.%1$tL%1$tz %4$s %3$s: %5$s%6$s%n
            org.eclipse.jetty.level=WARNING
            io.javalin.level=WARNING
            org.flywaydb.level=WARNING
            com.zaxxer.hikari.level=WARNING
            com.github.kagkarlsson.level=WARNING
            org.postgresql.level=WARNING
            """;

    private Logs() {}

    static void configure() {
        try {
            LogManager.getLogManager()
                    .readConfiguration(new ByteArrayInputStream(SETTINGS.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
