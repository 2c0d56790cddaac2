package dev.howdah.server.rest;

import dev.howdah.control.Caller;
import dev.howdah.resource.TimeSpan;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One request, with its parameters checked against the route's.
 *
 * @param paths decoded path parameters
 * @param queries decoded query parameters
 * @param stillWelcome whether the token is still good, for streams
 */
record Call(
        Route route,
        Caller caller,
        Map<String, String> paths,
        Map<String, List<String>> queries,
        HttpServletRequest request,
        RestConfig.Limits limits,
        BooleanSupplier stillWelcome) {

    static final int LIMIT = 100;
    static final int MAX_LIMIT = 1000;

    /** @throws Refusal when there is a parameter that the route does not know, or twice */
    Call {
        paths.values().forEach(PathName::check);
        Collection<String> known = route.params().stream()
                .filter(p -> p.in().equals("query"))
                .map(Param::name)
                .toList();
        queries.forEach((name, values) -> {
            if (!known.contains(name)) {
                throw Refusal.malformed("unknown query parameter '" + shortened(name) + "'"
                        + Nearest.word(name, known)
                                .map(n -> ": did you mean '" + n + "'?")
                                .orElse(known.isEmpty() ? ": there are none here" : ": there are " + known));
            }
            if (values.size() > 1) {
                throw Refusal.malformed("query parameter '" + name + "' is given twice");
            }
        });
    }

    String path(String name) {
        String value = paths.get(name);
        if (value == null) {
            throw new IllegalStateException(route.path() + " has no " + name);
        }
        return value;
    }

    Optional<String> query(String name) {
        return Optional.ofNullable(queries.get(name)).map(List::getFirst).filter(v -> !v.isEmpty());
    }

    /** {@code ?purge=true}; also {@code ?purge}. */
    boolean flag(String name) {
        String value = queries.containsKey(name) ? query(name).orElse("true") : "false";
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw Refusal.malformed("'" + name + "' is true or false");
        };
    }

    long number(String name, long otherwise) {
        return query(name).map(v -> number(name, v, 0, Long.MAX_VALUE)).orElse(otherwise);
    }

    int limit() {
        return query("limit").map(v -> (int) number("limit", v, 1, MAX_LIMIT)).orElse(LIMIT);
    }

    static long number(String name, String text, long min, long max) {
        try {
            long n = Long.parseLong(text);
            if (n >= min && n <= max) {
                return n;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw Refusal.malformed(
                "'" + name + "' is a number " + (max == Long.MAX_VALUE ? "from " + min : "from " + min + " to " + max));
    }

    static final Param WAIT = Param.text(
            "wait", "answer only once the newest change is done or blocked, or after so long: 30s, up to 10m");

    /** {@code ?wait=30s}, cut to what the limits allow. */
    Optional<Duration> waitTime() {
        return query("wait").map(v -> {
            try {
                Duration asked = TimeSpan.parse(v).duration();
                return asked.compareTo(limits.maxWait()) > 0 ? limits.maxWait() : asked;
            } catch (IllegalArgumentException e) {
                throw new Refusal(Refusal.Code.MALFORMED, "wait: " + e.getMessage());
            }
        });
    }

    /** The namespace that the request is about: of the path, else of the query; null when it names none. */
    @Nullable
    String namespace() {
        return paths.containsKey("ns")
                ? path("ns")
                : query("namespace").map(PathName::check).orElse(null);
    }

    boolean wantsStream() {
        String accept = request.getHeader("Accept");
        return accept != null
                && accept.contains("text/event-stream")
                && request.getMethod().equals("GET");
    }

    /** Whether it may hold its connection for long. */
    boolean lasting() {
        return route.param("wait", "query").isPresent()
                ? waitTime().isPresent()
                : route.param("Last-Event-ID", "header").isPresent() && wantsStream();
    }

    String documents() {
        return RequestBody.documents(request, limits.bodyBytes());
    }

    String json() {
        return RequestBody.json(request, limits.bodyBytes());
    }

    private static String shortened(String text) {
        return text.length() <= 64 ? text : text.substring(0, 64) + "…";
    }
}
