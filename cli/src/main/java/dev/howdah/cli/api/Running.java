package dev.howdah.cli.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a control plane wrote about itself when it was ready.
 *
 * @param pid of its process, which may have died since, or be another's by now
 */
public record Running(long pid, String apiUrl, String startedAt, String version) {

    private static final String MAIN = "dev.howdah.server.Main";

    /** Whether that process still is the control plane of this home: pids are used again. */
    boolean lives(Home home) {
        return lives(pid, home);
    }

    static boolean lives(long pid, Home home) {
        if (pid <= 0 || !ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)) {
            return false;
        }
        Path cmdline = Path.of("/proc", Long.toString(pid), "cmdline");
        if (!Files.exists(cmdline)) {
            // no /proc here: what the JDK knows must do
            return ProcessHandle.of(pid)
                    .flatMap(p -> p.info().commandLine())
                    .map(line -> line.contains(MAIN))
                    .orElse(true);
        }
        try {
            List<String> words =
                    List.of(Files.readString(cmdline, StandardCharsets.UTF_8).split("\0"));
            int at = words.indexOf("--home");
            return words.contains(MAIN)
                    && words.contains("run")
                    && at >= 0
                    && at + 1 < words.size()
                    && same(Path.of(words.get(at + 1)), home.path());
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean same(Path a, Path b) throws IOException {
        return a.equals(b) || (Files.exists(a) && Files.exists(b) && Files.isSameFile(a, b));
    }

    public int port() {
        return java.net.URI.create(apiUrl).getPort();
    }
}
