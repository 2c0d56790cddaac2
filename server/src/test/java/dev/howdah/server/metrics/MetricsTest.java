package dev.howdah.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.resource.Kind;
import dev.howdah.resource.Reason;
import dev.howdah.server.store.Census;
import dev.howdah.server.store.Census.Count;
import dev.howdah.spi.Trouble;
import dev.howdah.spi.Work;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

class MetricsTest {

    private static final Pattern SAMPLE = Pattern.compile(
            "[a-zA-Z_:][a-zA-Z0-9_:]*(\\{([a-zA-Z_][a-zA-Z0-9_]*=\"([^\"\\\\\n]|\\\\[\"\\\\n])*\",?)+})?"
                    + " ([0-9.]+(E-?[0-9]+)?|[+-]Inf|NaN|-[0-9.]+)");

    private static final Census CENSUS = new Census(
            List.of(new Count(Map.of("cluster", "de\"fault", "state", "ready"), 3)),
            List.of(new Count(Map.of("cluster", "de\"fault"), 5)),
            List.of(new Count(Map.of("cluster", "de\"fault", "ready", "true", "reason", "Converged"), 7)),
            List.of(new Count(Map.of("sink", "file", "state", "delivered"), 4)),
            new Census.Protection(
                    List.of(new Count(Map.of("cluster", "default"), 1_772_000_000)),
                    List.of(new Count(Map.of("cluster", "default"), 6)),
                    List.of(new Count(Map.of("cluster", "default"), 512)),
                    List.of(new Count(Map.of("cluster", "default"), 1))),
            new Count(Map.of(), 2),
            new Count(Map.of(), 1));

    private static Metrics used(Supplier<Census> census) {
        Metrics metrics = new Metrics(census);
        metrics.ready(Duration.ofMillis(40));
        metrics.ready(Duration.ofSeconds(3));
        metrics.seatTaken("default");
        metrics.request("GET", "/api/v1/databases", 200, Duration.ofMillis(3));
        metrics.timed(work -> Optional.empty()).turn(new Work.Of(Kind.DATABASE, UUID.randomUUID()));
        assertThatThrownBy(() -> metrics.timed(work -> {
                            throw new IllegalStateException("no");
                        })
                        .turn(new Work.Of(Kind.CLUSTER, UUID.randomUUID())))
                .hasMessage("no");
        return metrics;
    }

    @Test
    void everyLineIsAsPrometheusReadsIt() {
        String page = used(() -> CENSUS).page();
        assertThat(page.lines())
                .allMatch(l -> l.startsWith("# HELP ")
                        || l.startsWith("# TYPE ")
                        || SAMPLE.matcher(l).matches());
        assertThat(page.lines().filter(l -> l.startsWith("# TYPE "))).doesNotHaveDuplicates();
    }

    @Test
    void whatWasCountedAndWhatTheStoreSaysIsThere() {
        assertThat(used(() -> CENSUS).page().lines())
                .contains(
                        "howdah_warm_seats{cluster=\"de\\\"fault\",state=\"ready\"} 3.0",
                        "howdah_backup_last_success_timestamp{cluster=\"default\"} 1.772E9",
                        "howdah_backup_archive_lag_seconds{cluster=\"default\"} 6.0",
                        "howdah_backup_bytes{cluster=\"default\"} 512.0",
                        "howdah_backup_failing{cluster=\"default\"} 1.0",
                        "howdah_warm_seats_wanted{cluster=\"de\\\"fault\"} 5.0",
                        "howdah_warm_seats_taken_total{cluster=\"default\"} 1.0",
                        "howdah_databases{cluster=\"de\\\"fault\",ready=\"true\",reason=\"Converged\"} 7.0",
                        "howdah_turns_due 2.0",
                        "howdah_turns_running 1.0",
                        "howdah_store_up 1.0",
                        "howdah_order_ready_seconds_bucket{le=\"0.05\"} 1",
                        "howdah_order_ready_seconds_bucket{le=\"5.0\"} 2",
                        "howdah_order_ready_seconds_count 2",
                        "howdah_turn_seconds_count{kind=\"database\",outcome=\"ended\"} 1",
                        "howdah_turn_seconds_count{kind=\"cluster\",outcome=\"failed\"} 1",
                        "howdah_http_requests_seconds_count{method=\"GET\",route=\"/api/v1/databases\",status=\"200\"} 1")
                .anyMatch(l -> l.startsWith("jvm_memory_used_bytes{"))
                .anyMatch(l -> l.startsWith("process_uptime_seconds "));
    }

    @Test
    void withoutTheStoreTheRestIsThereAndNothingOld() {
        boolean[] away = {false};
        Metrics metrics = used(() -> {
            if (away[0]) {
                throw new Trouble(Reason.CLUSTER_UNREACHABLE, "away");
            }
            return CENSUS;
        });
        assertThat(metrics.page()).contains("howdah_databases{");
        away[0] = true;
        assertThat(metrics.page())
                .contains("howdah_store_up 0.0", "howdah_order_ready_seconds_count 2")
                .doesNotContain("howdah_databases{", "howdah_turns_due ");
    }

    /** Prometheus' own checker, where it is installed. */
    @Test
    void promtoolFindsNothingToSay() throws Exception {
        Process promtool = started();
        try (var in = promtool.getOutputStream()) {
            in.write(used(() -> CENSUS).page().getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(promtool.waitFor()).as(said).isZero();
    }

    private static Process started() {
        try {
            return new ProcessBuilder("promtool", "check", "metrics")
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            String why =
                    "SKIPPED: promtool is not on this machine (install prometheus): its check of /metrics is left out";
            System.err.println(why);
            throw new TestAbortedException(why);
        }
    }
}
