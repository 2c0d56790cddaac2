package dev.howdah.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.resource.Json;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Trouble;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EventStreamTest {

    private Rig rig;

    @BeforeEach
    void open() {
        rig = new Rig(new LimitsBuilder().heartbeat(Duration.ofMillis(200)).build());
    }

    @AfterEach
    void close() {
        rig.close();
    }

    /** Reads a stream line by line. */
    private record Ear(BufferedReader in) implements AutoCloseable {

        /** The next line that begins so; passes over others. */
        String next(String start) throws IOException {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith(start)) {
                    return line;
                }
            }
            return "end";
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    private Ear listen(HttpRequest.Builder request) throws Exception {
        var response = rig.open(request.header("Accept", "text/event-stream"));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/event-stream;charset=utf-8");
        var ear = new Ear(new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8)));
        assertThat(ear.next("retry")).isEqualTo("retry: 2000");
        return ear;
    }

    @Test
    void a_stream_begins_now_and_brings_what_happens() throws Exception {
        try (Ear ear = listen(rig.request("root", "/api/v1/events"))) {
            rig.plane.happen("b", "shop");

            assertThat(ear.next("id:")).isEqualTo("id: 2");
            assertThat(ear.next("event:")).isEqualTo("event: event");
            var event = Json.mapper().readTree(ear.next("data:").substring(5));
            assertThat(event.get("id").asInt()).isEqualTo(2);
            assertThat(event.get("message").asString())
                    .as("a line break in a message forges no event")
                    .isEqualTo("line one\nid: 9");
        }
    }

    @Test
    void a_stream_goes_on_behind_the_last_event_that_the_client_has() throws Exception {
        rig.plane.happen("a", "shop");
        rig.plane.happen("a", "shop");
        try (Ear ear = listen(rig.request("root", "/api/v1/events?after=0").header("Last-Event-ID", "1"))) {
            assertThat(ear.next("id:")).isEqualTo("id: 2");
            assertThat(ear.next("id:")).isEqualTo("id: 3");
        }
        try (Ear ear = listen(rig.request("root", "/api/v1/events?after=0"))) {
            assertThat(ear.next("id:")).isEqualTo("id: 1");
        }
    }

    @Test
    void more_events_than_a_page_holds_all_come() throws Exception {
        int many = EventStream.PAGE * 2 + 7;
        for (int i = 0; i < many; i++) {
            rig.plane.happen("a", "shop");
        }
        try (Ear ear = listen(rig.request("root", "/api/v1/events?after=1"))) {
            for (int i = 0; i < many; i++) {
                assertThat(ear.next("id:")).isEqualTo("id: " + (i + 2));
            }
        }
    }

    @Test
    void a_viewer_hears_only_of_its_namespace() throws Exception {
        try (Ear ear = listen(rig.request("viewer", "/api/v1/events?after=1"))) {
            rig.plane.happen("b", "shop");
            rig.plane.happen("a", "shop");

            assertThat(ear.next("id:")).isEqualTo("id: 3");
        }
    }

    @Test
    void a_silent_stream_has_a_heart_that_beats() throws Exception {
        try (Ear ear = listen(rig.request("root", "/api/v1/events"))) {
            assertThat(ear.next(":")).isEqualTo(":");
            assertThat(ear.next(":")).isEqualTo(":");
        }
    }

    @Test
    void a_stream_ends_when_its_token_is_revoked() throws Exception {
        try (Ear ear = listen(rig.request("viewer", "/api/v1/events"))) {
            rig.delete("root", "/api/v1/tokens/viewer");

            assertThat(ear.next(": the")).isEqualTo(": the token is no longer good");
            assertThat(ear.next("id:")).isEqualTo("end");
        }
    }

    @Test
    void a_stream_outlives_a_store_that_is_away_for_a_while() throws Exception {
        try (Ear ear = listen(rig.request("root", "/api/v1/events"))) {
            rig.plane.trouble = () -> new Trouble(Reason.CLUSTER_UNREACHABLE, "the Store does not answer");
            rig.plane.happen("a", "shop");
            assertThat(ear.next(": C")).isEqualTo(": ClusterUnreachable");
            rig.plane.trouble = null;

            assertThat(ear.next("id:")).isEqualTo("id: 2");
        }
    }

    @Test
    void a_stream_ends_when_the_server_stops() throws Exception {
        try (Ear ear = listen(rig.request("root", "/api/v1/events"))) {
            rig.server.close();

            assertThat(ear.next(": the")).isEqualTo(": the control plane is stopping");
            assertThat(ear.next("id:")).isEqualTo("end");
        }
    }

    @Test
    void a_client_that_does_not_read_holds_up_no_other() throws Exception {
        try (Socket deaf = RawHttp.open(rig.port)) {
            deaf.setReceiveBufferSize(1024);
            deaf.getOutputStream()
                    .write(("GET /api/v1/events?after=0 HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n"
                                    + "Authorization: Bearer " + rig.tokens.text("root") + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < 30_000; i++) {
                rig.plane.events.add(rig.plane.events.getFirst());
            }
            rig.plane.happen("a", "shop");
            try (Ear ear = listen(rig.request("root", "/api/v1/events"))) {
                rig.plane.happen("a", "shop");
                assertThat(ear.next("id:")).isEqualTo("id: 3");
            }
            assertThat(rig.get("root", "/api/v1/whoami").status()).isEqualTo(200);
        }
    }

    @Test
    void a_last_event_id_that_is_no_number_is_refused() throws Exception {
        var answer = rig.send(rig.request("root", "/api/v1/events")
                .header("Accept", "text/event-stream")
                .header("Last-Event-ID", "x"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).isEqualTo("'Last-Event-ID' is a number from 0");
    }

    @Test
    void without_accept_events_come_page_by_page() {
        rig.plane.happen("a", "shop");

        var page = rig.get("root", "/api/v1/events?limit=1").json();
        assertThat(page.get("next").asInt()).isEqualTo(1);
        page = rig.get("root", "/api/v1/events?limit=1&after=1").json();
        assertThat(page.get("next").asInt()).isEqualTo(2);
        page = rig.get("root", "/api/v1/events?after=2&kind=db&name=shop&namespace=a")
                .json();
        assertThat(page.get("items").isEmpty()).isTrue();
        assertThat(page.get("next").asInt()).isEqualTo(2);
        assertThat(rig.plane.asked).contains("root events behind 2 about Database a/shop in a");
    }
}
