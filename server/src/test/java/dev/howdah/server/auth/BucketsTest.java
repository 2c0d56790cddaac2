package dev.howdah.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BucketsTest {

    private final AtomicLong clock = new AtomicLong(-5_000_000_000L);

    @Test
    void a_burst_is_let_through_and_then_so_many_for_each_second() {
        var buckets = new Buckets(2, 3, clock::get);
        for (int i = 0; i < 3; i++) {
            assertThat(buckets.take("x")).isTrue();
        }
        assertThat(buckets.take("x")).isFalse();
        assertThat(buckets.dryFor("x")).isEqualTo(Duration.ofMillis(500));
        assertThat(buckets.take("y")).isTrue();

        clock.addAndGet(500_000_000);
        assertThat(buckets.dryFor("x")).isZero();
        assertThat(buckets.take("x")).isTrue();
        assertThat(buckets.take("x")).isFalse();

        clock.addAndGet(Duration.ofDays(1).toNanos());
        for (int i = 0; i < 3; i++) {
            assertThat(buckets.take("x")).isTrue();
        }
        assertThat(buckets.take("x")).isFalse();
    }

    @Property
    void never_more_than_the_burst_and_what_time_has_brought(
            @ForAll @Size(max = 200) List<@IntRange(max = 2000) Integer> millis) {
        var buckets = new Buckets(10, 5, clock::get);
        long passed = 0;
        int taken = 0;
        for (int m : millis) {
            clock.addAndGet(m * 1_000_000L);
            passed += m;
            taken += buckets.take("x") ? 1 : 0;
            assertThat((double) taken).isLessThanOrEqualTo(5 + passed * 10 / 1000.0 + 1e-6);
        }
    }

    @Test
    void many_threads_together_take_no_more_than_there_is() throws Exception {
        var buckets = new Buckets(1, 100, clock::get);
        var taken = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 1000; i++) {
                threads.execute(() -> taken.addAndGet(buckets.take("x") ? 1 : 0));
            }
        }
        assertThat(taken).hasValue(100);
    }

    @Test
    void full_buckets_are_forgotten_when_there_are_many() {
        var buckets = new Buckets(1000, 1, clock::get);
        for (int i = 0; i < 50_000; i++) {
            clock.addAndGet(1_000_000);
            buckets.take("address " + i);
        }
        assertThat(buckets.size()).isLessThanOrEqualTo(10_001);
    }
}
