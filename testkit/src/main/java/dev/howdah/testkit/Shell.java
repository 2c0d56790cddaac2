package dev.howdah.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Programs of this machine that tests need for a moment. */
public final class Shell {

    private Shell() {}

    /** @return how it ended; what it says goes nowhere */
    public static int run(Object... command) {
        try {
            var words = new String[command.length];
            for (int i = 0; i < command.length; i++) {
                words[i] = command[i].toString();
            }
            return new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
