package dev.howdah.server;

import dev.howdah.server.config.ServerArgs;
import dev.howdah.spi.Trouble;
import java.util.List;

/** The server process: {@code run}, {@code stop} or {@code train}. {@link ControlServer} is the map of what runs. */
public final class Main {

    private static final int USAGE = 2;

    private Main() {}

    public static void main(String[] args) {
        Logs.configure();
        System.exit(run(List.of(args)));
    }

    private static int run(List<String> args) {
        ServerArgs parsed;
        try {
            parsed = ServerArgs.parse(args, System.getenv());
        } catch (IllegalArgumentException e) {
            System.err.println("howdah server: " + e.getMessage());
            return USAGE;
        }
        try {
            return switch (parsed.command()) {
                case "stop" -> Stop.all(parsed);
                case "train" -> Training.run(parsed);
                default -> serve(parsed);
            };
        } catch (Trouble t) {
            System.err.println("howdah server: " + t.sentence());
            return 1;
        } catch (IllegalStateException e) {
            System.err.println("howdah server: " + e.getMessage());
            return 1;
        }
    }

    private static int serve(ServerArgs args) {
        ControlServer server = ControlServer.open(args);
        Thread stop = new Thread(server::close, "stop");
        Runtime.getRuntime().addShutdownHook(stop);
        server.awaitClosed();
        return 0;
    }
}
