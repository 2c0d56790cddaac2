package dev.howdah.cli.local;

import dev.howdah.cli.api.Api;
import dev.howdah.cli.api.ApiException;
import dev.howdah.cli.api.Home;
import dev.howdah.cli.api.Route;
import dev.howdah.cli.api.Running;
import dev.howdah.cli.api.Target;
import dev.howdah.cli.io.Exit;
import dev.howdah.cli.io.Failure;
import dev.howdah.cli.io.Progress;
import dev.howdah.cli.io.Style;
import dev.howdah.cli.io.Tree;
import dev.howdah.resource.Ref;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;

/** Waits for a control plane that was started, and for its default cluster. */
public final class Starting {

    private static final Duration PAUSE = Duration.ofMillis(25);

    private final Home home;
    private final Server server;
    private final Progress progress;
    private final Instant deadline;

    public Starting(Home home, Server server, Progress progress, Duration atMost) {
        this.home = home;
        this.server = server;
        this.progress = progress;
        this.deadline = Instant.now().plus(atMost);
    }

    /**
     * @param url where it will answer
     * @param lives whether its process does
     * @param logFrom where its part of the log begins
     */
    public Running untilReady(String url, BooleanSupplier lives, long logFrom) throws InterruptedException {
        String waitingFor = "the control plane";
        while (true) {
            boolean alive = lives.getAsBoolean();
            Optional<JsonNode> health = health(url);
            if (health.isPresent() && Tree.text(health.get(), "/status").equals("ok")) {
                Optional<Running> running = home.running();
                if (running.isPresent()) {
                    return running.get();
                }
            }
            if (!alive) {
                throw died(logFrom);
            }
            if (Instant.now().isAfter(deadline)) {
                throw late("the control plane is not ready; it waits for " + waitingFor);
            }
            waitingFor = health.flatMap(h -> Tree.maybe(h, "/waitingFor")).orElse(waitingFor);
            progress.show("starting " + waitingFor + " …");
            Thread.sleep(PAUSE);
        }
    }

    /**
     * Waits for the cluster {@code default}, when it is registered.
     *
     * @return it
     */
    public Optional<JsonNode> untilSeated(Running running) throws InterruptedException {
        var api = new Api(new Target(
                running.apiUrl(), Optional.of(home.token()), Optional.empty(), Optional.empty(), "just started"));
        JsonNode cluster = Tree.object();
        do {
            try {
                cluster = api.get(Route.of(Ref.cluster("default")), Map.of("wait", "1s"), Duration.ofSeconds(1));
            } catch (ApiException e) {
                if (e.notFound()) {
                    return Optional.empty();
                }
                throw e;
            }
            if (Tree.isReady(cluster)) {
                return Optional.of(cluster);
            }
            progress.show("starting cluster default: " + Tree.text(cluster, "/status/message") + " …");
            Thread.sleep(PAUSE);
        } while (Instant.now().isBefore(deadline));
        throw late("cluster default is not ready: " + Tree.text(Tree.ready(cluster), "/message"));
    }

    /** Whatever /health/ready says, with 200 or 503; empty when nothing answers. */
    private static Optional<JsonNode> health(String url) {
        try {
            var connection = (HttpURLConnection)
                    URI.create(url + "/health/ready").toURL().openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout(500);
            connection.setReadTimeout(2000);
            try (var in =
                    connection.getResponseCode() == 200 ? connection.getInputStream() : connection.getErrorStream()) {
                return in == null
                        ? Optional.empty()
                        : Optional.of(Tree.read(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
            }
        } catch (IOException | tools.jackson.core.JacksonException e) {
            return Optional.empty();
        }
    }

    private Failure died(long logFrom) {
        var next = new ArrayList<String>();
        List<String> log = server.logSince(logFrom);
        if (!log.isEmpty()) {
            next.add("Its last words, from " + home.log() + ":");
            log.forEach(l -> next.add("  " + Style.clean(l)));
        }
        return Failure.of("the control plane ended while it was starting", next.toArray(new String[0]));
    }

    private Failure late(String what) {
        return Failure.with(
                Exit.TIMED_OUT,
                what,
                "It goes on by itself: `howdah status` tells how far it is; the log is " + home.log() + ".");
    }
}
