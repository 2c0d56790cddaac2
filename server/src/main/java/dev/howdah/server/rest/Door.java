package dev.howdah.server.rest;

import dev.howdah.control.Caller;
import dev.howdah.resource.Json;
import dev.howdah.server.auth.Buckets;
import dev.howdah.server.auth.Gate;
import dev.howdah.server.rest.Refusal.Code;
import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way of every request: a place, the token, its rate, its right, the route's work, the answer. */
final class Door {

    private static final Logger LOG = LoggerFactory.getLogger("dev.howdah.rest");
    private static final String CALLER = "howdah.caller";
    private static final Caller NOBODY = new Caller("-", Caller.Right.VIEWER, null);

    private final List<Route> routes;
    private final Gate gate;
    private final Buckets rate;
    private final Bounds bounds;
    private final RestConfig.Limits limits;

    Door(List<Route> routes, Gate gate, Buckets rate, Bounds bounds, RestConfig.Limits limits) {
        this.routes = routes;
        this.gate = gate;
        this.rate = rate;
        this.bounds = bounds;
        this.limits = limits;
    }

    void serve(Route route, Context ctx) {
        try (var place = bounds.enter()) {
            // Errors are written inside, too: a server that stops waits for all that have a place.
            try {
                Reply reply = answer(route, ctx, place);
                if (woken()) {
                    throw Bounds.stopping();
                }
                send(reply, ctx);
            } catch (Exception | StackOverflowError e) {
                fail(woken() ? Bounds.stopping() : e, ctx);
            }
        } catch (Refusal | InterruptedException e) {
            fail(e, ctx);
        }
    }

    private Reply answer(Route route, Context ctx, Bounds.Place place) throws Exception {
        Caller caller = admit(route, ctx.req());
        ctx.attribute(CALLER, caller);
        var queries = QueryString.parse(ctx.req().getQueryString());
        var call = new Call(route, caller, ctx.pathParamMap(), queries, ctx.req(), limits, stillWelcome(ctx, caller));
        if (route.needs() != Needs.NOTHING) {
            route.needs().check(caller, call.namespace());
        }
        if (call.lasting()) {
            place.last(caller.name());
        }
        return route.handler().handle(call);
    }

    /** Whether this thread was woken because the server stops; Jetty must not meet that interrupt when it writes. */
    private boolean woken() {
        return Thread.interrupted() && bounds.closing();
    }

    private Caller admit(Route route, HttpServletRequest request) {
        if (route.needs() == Needs.NOTHING) {
            spend("@" + request.getRemoteAddr());
            return NOBODY;
        }
        return switch (gate.knock(request.getHeader("Authorization"), request.getRemoteAddr())) {
            case Gate.Answer.Welcome(Caller caller) -> {
                spend(caller.name());
                yield caller;
            }
            case Gate.Answer.Denied(String message) -> {
                spend("@" + request.getRemoteAddr());
                throw new Refusal(Code.UNAUTHORIZED, message);
            }
            case Gate.Answer.Braked(Duration retryAfter) ->
                throw new Refusal(Code.TOO_MANY_REQUESTS, "too many bad tokens came from this address", retryAfter);
        };
    }

    private void spend(String key) {
        if (!rate.take(key)) {
            throw new Refusal(
                    Code.TOO_MANY_REQUESTS,
                    "too many requests: " + (long) limits.perSecond() + " in a second are fine",
                    rate.dryFor(key));
        }
    }

    private BooleanSupplier stillWelcome(Context ctx, Caller caller) {
        String header = ctx.req().getHeader("Authorization");
        String address = ctx.req().getRemoteAddr();
        return () -> gate.knock(header, address) instanceof Gate.Answer.Welcome(Caller now) && now.equals(caller);
    }

    private static void send(Reply reply, Context ctx) throws IOException, InterruptedException {
        switch (reply) {
            case Reply.Value(int status, Object value) ->
                write(ctx.res(), status, "application/json", Json.mapper().writeValueAsBytes(value));
            case Reply.Document(String text, String type) ->
                write(ctx.res(), 200, type, text.getBytes(StandardCharsets.UTF_8));
            case Reply.Stream stream -> stream.to(ctx.res());
        }
    }

    /** Writes it all before the request's place is given up: a server that stops waits for that. */
    private static void write(HttpServletResponse response, int status, String type, byte[] bytes) throws IOException {
        response.setStatus(status);
        response.setContentType(type);
        response.setContentLength(bytes.length);
        try (var out = response.getOutputStream()) {
            out.write(bytes);
        }
    }

    /** Answers with an error, unless the answer has begun already. */
    void fail(Throwable thrown, Context ctx) {
        HttpServletResponse response = ctx.res();
        if (response.isCommitted()) {
            LOG.debug("{} {} broke off: {}", ctx.method(), ctx.req().getRequestURI(), thrown.toString());
            return;
        }
        Refusal refusal = Errors.refusal(thrown, ctx.method().name(), ctx.req().getRequestURI());
        if (refusal.code() == Code.UNAUTHORIZED) {
            ctx.header("WWW-Authenticate", "Bearer realm=\"howdah\"");
        }
        refusal.retryAfter().ifPresent(d -> ctx.header("Retry-After", Long.toString(Math.ceilDiv(d.toMillis(), 1000))));
        try {
            write(
                    response,
                    refusal.code().status(),
                    "application/json",
                    Json.mapper().writeValueAsBytes(refusal.body()));
        } catch (IOException e) {
            LOG.debug("{} {}: the client has gone: {}", ctx.method(), ctx.req().getRequestURI(), e.getMessage());
        }
    }

    /** For paths and methods that there are no routes for. */
    void noRoute(Context ctx) {
        String path = ctx.path();
        Collection<String> allowed = new TreeSet<>();
        routes.stream().filter(r -> r.matches(path)).forEach(r -> {
            allowed.add(r.method());
            if (r.method().equals("GET")) {
                allowed.add("HEAD");
            }
        });
        if (!allowed.isEmpty()) {
            String methods = String.join(", ", allowed);
            ctx.header("Allow", methods);
            fail(new Refusal(Code.METHOD_NOT_ALLOWED, "here only these methods work: " + methods), ctx);
            return;
        }
        var near = Nearest.path(path, routes.stream().map(Route::path).toList());
        fail(
                Refusal.notFound("there is nothing at this path"
                        + near.map(n -> ": did you mean " + n + "?").orElse(": /openapi.json lists all there are")),
                ctx);
    }

    /** By route, not by path: paths hold names of tenants, and anything that somebody may type. */
    void count(Traffic traffic, Context ctx, float millis) {
        String path = ctx.path();
        String route = routes.stream()
                .filter(r -> r.matches(path))
                .map(Route::path)
                .findFirst()
                .orElse("none");
        String method =
                routes.stream().anyMatch(r -> r.method().equals(ctx.method().name()))
                        ? ctx.method().name()
                        : "other";
        traffic.request(method, route, ctx.statusCode(), Duration.ofNanos((long) (millis * 1_000_000)));
    }

    static void secure(Context ctx) {
        ctx.header("X-Content-Type-Options", "nosniff");
        ctx.header("Cache-Control", "no-store");
        ctx.header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        ctx.header("Referrer-Policy", "no-referrer");
    }

    /** One line for each request; the query is left out, whatever somebody may have put there. */
    static void log(Context ctx, float millis) {
        @Nullable Caller caller = ctx.attribute(CALLER);
        String token = caller == null ? NOBODY.name() : caller.name();
        int status = ctx.statusCode();
        // Who starts Howdah asks for its health again and again, and is told 503 until all is up.
        if (status >= 500 && !ctx.req().getRequestURI().startsWith("/health/")) {
            LOG.warn("{} {} {} {}ms {}", ctx.method(), ctx.req().getRequestURI(), status, (long) millis, token);
        } else {
            LOG.debug("{} {} {} {}ms {}", ctx.method(), ctx.req().getRequestURI(), status, (long) millis, token);
        }
    }
}
