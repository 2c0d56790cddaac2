package dev.howdah.server.rest;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where and how the REST door listens.
 *
 * @param listen an address, such as {@code 127.0.0.1}
 * @param port 0: any free one
 * @param tls plain HTTP when empty
 */
public record RestConfig(String listen, int port, Optional<Tls> tls, Limits limits) {

    /** PEM files: the certificate with those that signed it behind it, and its private key. */
    public record Tls(Path certificate, Path key) {}

    /**
     * What one client, and all of them, may take.
     *
     * @param perSecond requests of one token (or, without a token, one address) in the long run
     * @param burst requests of one token at once
     * @param concurrent requests that are worked on at once; those that wait or stream count apart
     * @param lasting requests that wait or stream, at once
     * @param lastingPerToken of these, for one token
     * @param failedLogins bad tokens that one address may show in a minute
     * @param bodyBytes of a request
     * @param headerBytes of a request's line and headers
     * @param idle a connection that is silent for so long is closed
     * @param maxWait longest {@code ?wait=}; a longer one is cut
     * @param heartbeat of silent streams
     * @param pulse how often the Store is asked for news while there are streams
     * @param stop how long requests may still take once the server stops
     */
    public record Limits(
            double perSecond,
            int burst,
            int concurrent,
            int lasting,
            int lastingPerToken,
            int failedLogins,
            int bodyBytes,
            int headerBytes,
            Duration idle,
            Duration maxWait,
            Duration heartbeat,
            Duration pulse,
            Duration stop) {

        public static final Limits DEFAULT = new Limits(
                200,
                400,
                256,
                1024,
                64,
                20,
                1 << 20,
                8 << 10,
                Duration.ofSeconds(30),
                Duration.ofMinutes(10),
                Duration.ofSeconds(15),
                Duration.ofMillis(250),
                Duration.ofSeconds(5));
    }

    /** On loopback, without TLS. */
    public static RestConfig local(int port) {
        return new RestConfig("127.0.0.1", port, Optional.empty(), Limits.DEFAULT);
    }
}
