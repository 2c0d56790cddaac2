package dev.howdah.server.rest;

import dev.howdah.control.ControlPlane;
import dev.howdah.resource.Json;
import dev.howdah.server.auth.Buckets;
import dev.howdah.server.auth.Gate;
import dev.howdah.server.auth.Tokens;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.json.JsonMapper;
import io.javalin.router.Endpoint;
import io.javalin.util.JavalinException;
import io.javalin.util.JavalinLogger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The REST door. */
public final class RestServer implements AutoCloseable {

    private final Bounds bounds;
    private final List<Route> routes;
    private final Javalin javalin;
    private final RestConfig config;
    private final Traffic traffic;

    /**
     * @param status answers {@code /api/v1/status}
     * @param traffic is told of every request, and answers {@code /metrics}
     * @throws IllegalArgumentException when the TLS files can't be used
     */
    public RestServer(
            ControlPlane plane,
            Tokens tokens,
            Readiness readiness,
            Supplier<ServerStatus> status,
            Traffic traffic,
            RestConfig config) {
        this.config = config;
        this.traffic = traffic;
        this.bounds = new Bounds(config.limits());
        var openApi = new AtomicReference<String>();
        var pulse = new Pulse(plane::lastEvent, config.limits().pulse());
        Supplier<String> document = () -> openApi.updateAndGet(made -> made == null ? OpenApi.of(this.routes()) : made);
        this.routes = Stream.of(
                        new ApplyRoutes(plane).routes(),
                        new ResourceRoutes(plane).routes(),
                        new SinkRoutes(plane).routes(),
                        new LinkRoutes(plane, new ResourceRoutes(plane)).routes(),
                        new RotationRoutes(plane).routes(),
                        new CloneRoutes(plane).routes(),
                        new BackupRoutes(plane).routes(),
                        new RestoreRoutes(plane).routes(),
                        new ExploreRoutes(plane).routes(),
                        new DrillRoutes(plane).routes(),
                        new EventRoutes(plane, pulse, bounds::closing).routes(),
                        new TokenRoutes(tokens).routes(),
                        List.of(MetricsRoute.of(traffic)),
                        new PlatformRoutes(plane, readiness, status, document).routes())
                .flatMap(List::stream)
                .toList();
        var gate = new Gate(tokens, config.limits().failedLogins(), System::nanoTime);
        var rate = new Buckets(config.limits().perSecond(), config.limits().burst(), System::nanoTime);
        var door = new Door(routes, gate, rate, bounds, config.limits());
        this.javalin = Javalin.create(javalinConfig -> configure(javalinConfig, door));
    }

    private void configure(JavalinConfig javalinConfig, Door door) {
        javalinConfig.startup.showJavalinBanner = false;
        javalinConfig.startup.showOldJavalinVersionWarning = false;
        javalinConfig.startup.startupWatcherEnabled = false;
        javalinConfig.concurrency.useVirtualThreads = true;
        javalinConfig.http.prefer405over404 = true;
        javalinConfig.http.compressionStrategy = CompressionStrategy.NONE;
        // Bodies are written and read by this package's own mapper.
        javalinConfig.jsonMapper(new JsonMapper() {});
        Jetty.configure(javalinConfig.jetty, config);
        javalinConfig.routes.before(Door::secure);
        for (Route route : routes) {
            add(javalinConfig, route.method(), route, door);
            if (route.method().equals("GET")) {
                add(javalinConfig, "HEAD", route, door);
            }
        }
        javalinConfig.routes.exception(HttpResponseException.class, (e, ctx) -> door.noRoute(ctx));
        javalinConfig.routes.exception(Exception.class, (e, ctx) -> door.fail(e, ctx));
        javalinConfig.router.javaLangErrorHandler((response, error) -> {
            Refusal refusal = Errors.refusal(error, "a request", "");
            response.setStatus(refusal.code().status());
            try {
                response.getOutputStream().write(Json.write(refusal.body()).getBytes(StandardCharsets.UTF_8));
            } catch (java.io.IOException e) {
                error.addSuppressed(e);
            }
        });
        javalinConfig.requestLogger.http((ctx, millis) -> {
            Door.log(ctx, millis);
            door.count(traffic, ctx, millis);
        });
    }

    private static void add(JavalinConfig javalinConfig, String method, Route route, Door door) {
        javalinConfig.routes.addEndpoint(
                new Endpoint(HandlerType.findOrCreate(method), route.path(), ctx -> door.serve(route, ctx)));
    }

    /** @return the port that is listened on */
    public int start() {
        JavalinLogger.startupInfo = false;
        try {
            javalin.start();
            return javalin.port();
        } catch (JavalinException e) {
            throw new IllegalStateException(
                    "can't listen on " + config.listen() + ":" + config.port() + ": " + reason(e), e);
        }
    }

    private static String reason(Throwable thrown) {
        Throwable t = thrown;
        while (t.getCause() != null) {
            t = t.getCause();
        }
        return String.valueOf(t.getMessage());
    }

    /** Ends streams and waits, lets the other requests finish for a while, stops. */
    @Override
    public void close() {
        try {
            bounds.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        javalin.stop();
    }

    List<Route> routes() {
        return routes;
    }

    /** Method and path of every route that Javalin really has. */
    List<String> registered() {
        return javalin.unsafe.internalRouter.allHttpHandlers().stream()
                .map(h -> h.endpoint)
                .filter(e -> e.method.isHttpMethod())
                .map(e -> e.method.name() + " " + e.path)
                .toList();
    }
}
