package dev.howdah.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LimitsTest {

    private static final String SHOP = "/api/v1/namespaces/a/databases/shop";

    @Test
    void a_token_that_asks_too_often_is_braked_and_others_are_not() {
        try (Rig rig = new Rig(new LimitsBuilder().rate(0.01, 3).build())) {
            for (int i = 0; i < 3; i++) {
                assertThat(rig.get("editor", "/api/v1/whoami").status()).isEqualTo(200);
            }
            var braked = rig.get("editor", "/api/v1/whoami");

            assertThat(braked.status()).isEqualTo(429);
            assertThat(braked.code()).isEqualTo("TooManyRequests");
            assertThat(Integer.parseInt(braked.header("Retry-After"))).isBetween(90, 100);
            assertThat(rig.get("viewer", "/api/v1/whoami").status()).isEqualTo(200);
        }
    }

    @Test
    void an_address_without_a_token_is_braked_too() {
        try (Rig rig = new Rig(new LimitsBuilder().rate(0.01, 2).build())) {
            assertThat(rig.get("", "/health/live").status()).isEqualTo(200);
            assertThat(rig.get("", "/schemas").status()).isEqualTo(200);
            assertThat(rig.get("", "/schemas").status()).isEqualTo(429);
            assertThat(rig.get("root", "/api/v1/whoami").status()).isEqualTo(200);
        }
    }

    @Test
    void no_more_requests_than_may_are_worked_on_at_once_and_waits_count_apart() throws Exception {
        try (Rig rig = new Rig(new LimitsBuilder().concurrent(1).lasting(2, 1).build());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            rig.plane.settled = new CountDownLatch(1);
            Future<Rig.Answer> first = threads.submit(() -> rig.get("editor", SHOP + "?wait=1m"));
            awaitAsked(rig, 1);

            var second = rig.get("editor", SHOP + "?wait=1m");
            assertThat(second.status()).as("one wait for each token").isEqualTo(429);
            assertThat(second.message()).contains("1 waits and streams open already");
            assertThat(rig.get("editor", SHOP).status())
                    .as("the one place is free")
                    .isEqualTo(200);

            Future<Rig.Answer> other = threads.submit(() -> rig.get("viewer", SHOP + "?wait=1m"));
            awaitAsked(rig, 3);
            assertThat(rig.get("root", SHOP + "?wait=1m").status())
                    .as("two waits in all")
                    .isEqualTo(503);

            rig.plane.settled.countDown();
            assertThat(first.get().status()).isEqualTo(200);
            assertThat(other.get().status()).isEqualTo(200);
            assertThat(rig.get("root", SHOP + "?wait=1m").status()).isEqualTo(200);
        }
    }

    @Test
    void a_wait_outlasts_the_idle_timeout_of_its_connection() throws Exception {
        var limits = new LimitsBuilder()
                .idle(Duration.ofMillis(300))
                .maxWait(Duration.ofMillis(1500))
                .build();
        try (Rig rig = new Rig(limits)) {
            rig.plane.settled = new CountDownLatch(1);

            var answer = rig.get("editor", SHOP + "?wait=9m");

            assertThat(answer.status()).as("cut to what is allowed").isEqualTo(200);
            assertThat(rig.plane.asked).contains("editor await Database a/shop for PT1.5S", "time is up");
        }
    }

    @Test
    void what_is_gone_while_one_waits_is_not_found() {
        try (Rig rig = new Rig()) {
            rig.plane.resources.clear();

            var answer = rig.get("root", SHOP + "?wait=1s");

            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.message()).isEqualTo("Database a/shop is gone");
        }
    }

    @Test
    void stopping_ends_waits_with_a_clear_word_and_lets_requests_finish() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Rig rig = new Rig();
            rig.plane.settled = new CountDownLatch(1);
            Future<Rig.Answer> wait = threads.submit(() -> rig.get("editor", SHOP + "?wait=5m"));
            awaitAsked(rig, 1);

            rig.server.close();

            var answer = wait.get();
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.message()).isEqualTo("the control plane is stopping");
        }
    }

    @Test
    void many_clients_at_once_are_all_served_on_virtual_threads() throws Exception {
        try (Rig rig = new Rig(new LimitsBuilder().rate(10_000, 10_000).build());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> calls = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                String who = List.of("root", "editor", "viewer").get(i % 3);
                calls.add(() -> rig.get(who, "/api/v1/databases").status());
            }
            for (Future<Integer> answer : threads.invokeAll(calls)) {
                assertThat(answer.get()).isEqualTo(200);
            }
            assertThat(rig.plane.onVirtualThreads).isTrue();
        }
    }

    @Test
    void a_port_that_is_taken_is_said_to_be() {
        try (Rig rig = new Rig()) {
            var config = RestConfig.local(rig.port);
            var second = new RestServer(
                    rig.plane, rig.tokens, java.util.Optional::empty, () -> Rig.STATUS, Rig.TRAFFIC, config);
            org.assertj.core.api.Assertions.assertThatThrownBy(second::start)
                    .hasMessageStartingWith("can't listen on 127.0.0.1:" + rig.port + ": ")
                    .hasMessageContaining("in use");
        }
    }

    /** Spins until so many questions have reached the control plane; the test's own timeout bounds it. */
    private static void awaitAsked(Rig rig, int n) throws InterruptedException {
        while (rig.plane.asked.size() < n) {
            Thread.sleep(5);
        }
    }
}
