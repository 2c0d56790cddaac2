package dev.howdah.server.system;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Every password and token that this JVM was given, and everything that it logged meanwhile. */
final class Secrets {

    private static final Set<String> DELIVERED = ConcurrentHashMap.newKeySet();
    private static final Queue<String> LOGGED = new ConcurrentLinkedQueue<>();
    private static final Logger ROOT = Logger.getLogger("");

    private Secrets() {}

    static void delivered(String secret) {
        DELIVERED.add(secret);
    }

    static List<String> delivered() {
        return List.copyOf(DELIVERED);
    }

    static List<String> logged() {
        return List.copyOf(LOGGED);
    }

    /** Keeps what is logged from now on. */
    static void listen() {
        ROOT.addHandler(new Handler() {
            {
                setLevel(Level.ALL);
            }

            @Override
            public void publish(LogRecord entry) {
                var text = new StringWriter();
                text.append(entry.getMessage()).append(Arrays.toString(entry.getParameters()));
                if (entry.getThrown() != null) {
                    entry.getThrown().printStackTrace(new PrintWriter(text));
                }
                LOGGED.add(text.toString());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        });
    }
}
