package dev.howdah.cli.api;

import dev.howdah.cli.io.Exit;
import dev.howdah.cli.io.Failure;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;

/** Says why no control plane answered, where it was looked for, and what to do. */
final class Unreachable {

    private Unreachable() {}

    static Failure failure(Target target, IOException e) {
        String where = target.url() + " (" + target.from() + ")";
        return switch (e) {
            case UnknownHostException u ->
                Failure.of(
                        "no control plane at " + where + ": no host of that name",
                        "Check the address, or choose another with `howdah context use`.");
            case SocketTimeoutException t ->
                Failure.with(
                        Exit.TIMED_OUT,
                        "no answer in time from " + where + ": " + t.getMessage(),
                        "`howdah status` says whether it lives.");
            case ConnectException c -> refused(where, "connection refused");
            case NoRouteToHostException n -> refused(where, "no route to it");
            case SSLException s ->
                Failure.of(
                        "TLS with " + where + " failed: " + s.getMessage(),
                        "When it has a private CA: `howdah context set NAME --url URL --ca FILE`.");
            default -> Failure.of("talking to the control plane at " + where + " failed: " + e.getMessage());
        };
    }

    private static Failure refused(String where, String why) {
        return Failure.of(
                "no control plane at " + where + ": " + why,
                "Start one with `howdah up`, or set HOWDAH_URL and HOWDAH_TOKEN (or `howdah context use`) for another.");
    }
}
