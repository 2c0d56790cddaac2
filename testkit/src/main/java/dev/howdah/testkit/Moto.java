package dev.howdah.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/**
 * A throw-away moto server (pypi.org/project/moto), which answers as AWS would, on a loopback port. It ends with the
 * JVM.
 */
public final class Moto {

    /** Serves until standard input ends, which it does when the JVM dies. */
    private static final String SERVE = """
            import os, sys, threading
            threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
            from werkzeug.serving import WSGIRequestHandler
            WSGIRequestHandler.protocol_version = "HTTP/1.1"  # else each request costs a connection
            from moto.server import main
            main(["-H", "127.0.0.1", "-p", sys.argv[1]])
            """;

    /** Importing takes seconds; this only looks. */
    private static final String PROBE = "from importlib.util import find_spec as find;"
            + "raise SystemExit(not (find('moto') and find('flask') and find('flask_cors')))";

    private static @Nullable Moto shared;

    private final Process process;
    private final Path log;
    private final int port;

    private Moto(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /** One for all tests of a JVM. Skips the test that wants it, by name and reason, where there is none. */
    public static synchronized Moto shared() {
        if (shared == null) {
            shared = start();
        }
        return shared;
    }

    private static Moto start() {
        String python = python().orElseThrow(() -> {
            String why = "SKIPPED: moto is not on this machine: make moto, or pip install moto flask flask-cors";
            System.err.println(why);
            return new TestAbortedException(why);
        });
        try {
            int port = ServerProcess.freePort();
            Path log = Files.createTempFile("howdah-test-moto", ".log");
            log.toFile().deleteOnExit();
            Moto moto = new Moto(
                    new ProcessBuilder(python, "-c", SERVE, Integer.toString(port))
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start(),
                    log,
                    port);
            moto.awaitUp();
            return moto;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The Makefile's, else the machine's own. */
    private static Optional<String> python() {
        Path made = Path.of(System.getProperty("howdah.root", "..")).resolve("target/moto/bin/python3");
        for (String python : List.of(made.toAbsolutePath().toString(), "python3")) {
            try {
                Process p = new ProcessBuilder(python, "-c", PROBE)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                if (p.waitFor() == 0) {
                    return Optional.of(python);
                }
            } catch (IOException e) {
                // no such program
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        return Optional.empty();
    }

    private void awaitUp() throws IOException, InterruptedException {
        while (process.isAlive()) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
                return;
            } catch (IOException e) {
                Thread.sleep(50);
            }
        }
        throw new IllegalStateException("moto did not start: " + Files.readString(log));
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }
}
