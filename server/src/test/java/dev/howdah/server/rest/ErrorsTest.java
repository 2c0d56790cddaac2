package dev.howdah.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.control.RefusedException;
import dev.howdah.control.RefusedException.Why;
import dev.howdah.resource.InvalidException;
import dev.howdah.resource.Problem;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Store;
import dev.howdah.spi.Trouble;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is thrown behind the door, and what the client sees of it. */
@Timeout(60)
class ErrorsTest {

    private static Rig rig;

    @BeforeAll
    static void open() {
        rig = new Rig();
    }

    @AfterAll
    static void close() {
        rig.close();
    }

    @AfterEach
    void calm() {
        rig.plane.trouble = null;
    }

    static Stream<Arguments> thrown() {
        return Stream.of(
                row(() -> new RefusedException(Why.NOT_FOUND, "no such"), 404, "NotFound", "no such"),
                row(() -> new RefusedException(Why.FORBIDDEN, "not you"), 403, "Forbidden", "not you"),
                row(() -> new RefusedException(Why.CONFLICT, "taken"), 409, "Conflict", "taken"),
                row(() -> new RefusedException(Why.TIMED_OUT, "too slow"), 504, "TimedOut", "too slow"),
                row(() -> new Store.ConflictException("version 3 is newer"), 409, "Conflict", "version 3 is newer"),
                row(() -> new Trouble(Reason.DISK_FULL, "no space"), 503, "Unavailable", "no space"),
                row(
                        () -> new InvalidException(List.of(new Problem("spec.mode", "is odd"))),
                        422,
                        "Invalid",
                        "spec.mode: is odd"),
                row(
                        () -> new IllegalStateException(new SQLTransientConnectionException("pool is empty, pw=x")),
                        503,
                        "Unavailable",
                        "the Store does not answer now: try again soon"),
                row(
                        () -> new IllegalStateException(new SQLException("starting up", "57P03")),
                        503,
                        "Unavailable",
                        "the Store does not answer now: try again soon"));
    }

    private static Arguments row(Supplier<RuntimeException> thrown, int status, String code, String message) {
        return Arguments.of(thrown, status, code, message);
    }

    @ParameterizedTest
    @MethodSource("thrown")
    void expected_trouble_has_its_status_code_and_sentence(
            Supplier<RuntimeException> thrown, int status, String code, String message) {
        rig.plane.trouble = thrown;

        var answer = rig.get("root", "/api/v1/databases");

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.message()).isEqualTo(message);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.header("Retry-After").isEmpty()).isEqualTo(status != 503);
    }

    @Test
    void all_problems_are_sent() {
        rig.plane.trouble = () ->
                new InvalidException(List.of(new Problem("spec.mode", "is odd"), new Problem("spec.x", "is new")));

        var answer = rig.get("root", "/api/v1/databases");

        assertThat(answer.message()).isEqualTo("2 problems; the first: spec.mode: is odd");
        assertThat(answer.json().at("/error/problems").findValuesAsString("path"))
                .containsExactly("spec.mode", "spec.x");
    }

    @Test
    void the_unexpected_shows_nothing_but_an_id_that_is_in_the_log() throws Exception {
        try (var log = new LogCapture()) {
            rig.plane.trouble = () -> new IllegalStateException("SELECT * FROM secrets in /etc/howdah");

            var answer = rig.get("root", "/api/v1/databases");

            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.code()).isEqualTo("Internal");
            assertThat(answer.body()).doesNotContain("SELECT", "/etc", "Exception", "\tat ");
            String id = answer.message().replaceAll(".*under ", "");
            assertThat(log.textWith("WARNING")).contains(id, "SELECT * FROM secrets", "SEVERE");
        }
    }

    @Test
    void an_error_of_the_virtual_machine_shows_nothing_either() {
        rig.plane.trouble = () -> {
            throw new AssertionError("internals");
        };

        var answer = rig.get("root", "/api/v1/databases");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).doesNotContain("internals");
        assertThat(answer.code()).isEqualTo("Internal");
    }

    @Test
    void every_answer_bears_headers_that_keep_it_to_itself() {
        for (String path : List.of("/api/v1/whoami", "/nothing", "/health/live", "/openapi.json")) {
            var answer = rig.get("root", path);

            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
            assertThat(answer.header("Content-Security-Policy")).startsWith("default-src 'none'");
            assertThat(answer.headers().map().keySet()).doesNotContain("server", "x-powered-by", "set-cookie");
        }
    }
}
