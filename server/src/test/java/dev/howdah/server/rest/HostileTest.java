package dev.howdah.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that mean harm, and the same server working on for others. */
class HostileTest {

    private static Rig rig;

    @BeforeAll
    static void open() {
        rig = new Rig(new LimitsBuilder().idle(Duration.ofSeconds(2)).build());
    }

    @AfterAll
    static void close() {
        assertThat(rig.get("root", "/api/v1/whoami").status()).isEqualTo(200);
        rig.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET / HTTP/9.9\r\nHost: x\r\n\r\n",
                "GET  HTTP/1.1\r\nHost: x\r\n\r\n",
                "G\u0000T / HTTP/1.1\r\nHost: x\r\n\r\n",
                "POST /api/v1/apply HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
                "POST /api/v1/apply HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
                "POST /api/v1/apply HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nhello",
                "POST /api/v1/apply HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzzz\r\n",
                "GET /a b c HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nA\u0000: b\r\n\r\n",
                "TRACE /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: secret\r\n\r\n",
                "CONNECT x:1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001",
            })
    void what_is_no_good_http_is_refused_without_a_word_too_many(String request) throws Exception {
        var answer = RawHttp.send(rig.port, request);

        assertThat(answer.status()).as(answer.toString()).isIn(0, 400, 401, 404, 405, 408, 505);
        assertThat(answer.head() + answer.body())
                .doesNotContain("etty", "Exception", "\tat ", "Server:", "Cookie", "<h");
        if (!answer.body().isEmpty()) {
            assertThat(answer.body()).contains("\"error\":{\"code\":");
        }
    }

    @Test
    void a_flood_of_headers_is_refused() throws Exception {
        var request = new StringBuilder("GET /health/live HTTP/1.1\r\nHost: x\r\n");
        for (int i = 0; i < 20_000; i++) {
            request.append("X-").append(i).append(": ").append(i).append("\r\n");
        }

        var answer = RawHttp.send(rig.port, request.append("\r\n").toString());

        assertThat(answer.status()).isIn(0, 431);
        assertThat(rig.get("", "/health/live").status()).isEqualTo(200);
    }

    @Test
    void one_large_header_is_refused_in_json() throws Exception {
        var answer = RawHttp.send(
                rig.port, "GET /health/live HTTP/1.1\r\nHost: x\r\nX-Large: " + "x".repeat(9000) + "\r\n\r\n");

        assertThat(answer.status()).isEqualTo(431);
        assertThat(answer.body()).contains("\"code\":\"TooLarge\"");
    }

    @Test
    void a_client_that_sends_its_headers_drop_by_drop_is_hung_up_on() throws Exception {
        try (Socket slow = RawHttp.open(rig.port)) {
            slow.getOutputStream().write("GET /health/live HTTP/1.1\r\nHo".getBytes(StandardCharsets.US_ASCII));

            var answer = RawHttp.read(slow.getInputStream());

            assertThat(answer.status()).isIn(0, 408);
        }
    }

    @Test
    void a_client_that_never_sends_its_body_is_hung_up_on() throws Exception {
        try (Socket slow = RawHttp.open(rig.port)) {
            slow.getOutputStream()
                    .write(("POST /api/v1/apply HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\nAuthorization: Bearer "
                                    + rig.tokens.text("root") + "\r\n\r\nkind:")
                            .getBytes(StandardCharsets.US_ASCII));

            var answer = RawHttp.read(slow.getInputStream());

            assertThat(answer.status()).as(answer.toString()).isIn(0, 400, 408, 500, 504);
            assertThat(answer.body()).doesNotContain("etty", "Exception");
        }
    }

    @Test
    void bombs_of_json_and_yaml_do_not_go_off() {
        String deep = "[".repeat(200_000) + "]".repeat(200_000);
        String deepMap = "{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000);
        String number = "{\"name\":" + "9".repeat(900_000) + "}";
        String aliases = """
                a: &a [x,x,x,x,x,x,x,x,x]
                b: &b [*a,*a,*a,*a,*a,*a,*a,*a]
                c: &c [*b,*b,*b,*b,*b,*b,*b,*b]
                d: &d [*c,*c,*c,*c,*c,*c,*c,*c]
                e: &e [*d,*d,*d,*d,*d,*d,*d,*d]
                f: [*e,*e,*e,*e,*e,*e,*e,*e]
                """;
        for (String bomb : new String[] {deep, deepMap, number, aliases, "- ".repeat(300_000), "? ".repeat(300_000)}) {
            for (String path : new String[] {"/api/v1/apply", "/api/v1/tokens"}) {
                var answer = rig.post("root", path, "application/json", bomb);

                assertThat(answer.status()).as(path + answer.body()).isIn(400, 422);
                assertThat(answer.body().length()).isLessThan(20_000);
            }
        }
    }
}
