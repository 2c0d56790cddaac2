package dev.howdah.server.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.howdah.resource.Problem;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** A request that ends with an error, as the client will see it. */
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The stable codes of errors, each with its HTTP status. */
    enum Code {
        MALFORMED(400),
        UNAUTHORIZED(401),
        FORBIDDEN(403),
        NOT_FOUND(404),
        METHOD_NOT_ALLOWED(405),
        CONFLICT(409),
        TOO_LARGE(413),
        INVALID(422),
        TOO_MANY_REQUESTS(429),
        INTERNAL(500),
        UNAVAILABLE(503),
        TIMED_OUT(504);

        private final int status;

        Code(int status) {
            this.status = status;
        }

        int status() {
            return status;
        }

        @JsonValue
        public String text() {
            return Arrays.stream(name().split("_"))
                    .map(w -> w.charAt(0) + w.substring(1).toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining());
        }
    }

    /** What is sent. */
    record ErrorBody(ErrorDetail error) {}

    /** What went wrong. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record ErrorDetail(Code code, String message, List<Problem> problems) {}

    private final Code code;
    private final transient List<Problem> problems;
    private final transient Optional<Duration> retryAfter;

    private Refusal(Code code, String message, List<Problem> problems, Optional<Duration> retryAfter) {
        super(message, null, false, false);
        this.code = code;
        this.problems = problems;
        this.retryAfter = retryAfter;
    }

    Refusal(Code code, String message) {
        this(code, message, List.of(), Optional.empty());
    }

    Refusal(Code code, String message, Duration retryAfter) {
        this(code, message, List.of(), Optional.of(retryAfter));
    }

    Refusal(Code code, String message, List<Problem> problems) {
        this(code, message, List.copyOf(problems), Optional.empty());
    }

    static Refusal malformed(String message) {
        return new Refusal(Code.MALFORMED, message);
    }

    static Refusal notFound(String message) {
        return new Refusal(Code.NOT_FOUND, message);
    }

    Code code() {
        return code;
    }

    Optional<Duration> retryAfter() {
        return retryAfter;
    }

    ErrorBody body() {
        return new ErrorBody(new ErrorDetail(code, String.valueOf(getMessage()), problems));
    }
}
