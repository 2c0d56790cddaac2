package dev.howdah.server.metrics;

import dev.howdah.operation.Operation;
import dev.howdah.server.rest.Traffic;
import dev.howdah.server.store.Census;
import dev.howdah.server.work.Turns;
import dev.howdah.spi.Tally;
import dev.howdah.spi.Trouble;
import dev.howdah.spi.Work;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what this process does, and asks the Store at each scrape how things stand. Of several control planes each
 * counts its own turns and requests; what the Store says is the same from all.
 */
public final class Metrics implements Tally, Traffic {

    private static final Logger LOG = LoggerFactory.getLogger(Metrics.class);

    /** From a warm seat's few tens of milliseconds to an order that waited for its cluster. */
    private static final Duration[] ORDER_TIMES = Stream.of(25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 60_000)
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Supplier<Census> census;
    private final Map<String, MultiGauge> gauges = new ConcurrentHashMap<>();
    private final Timer orders;

    /** @param census asked at each scrape */
    public Metrics(Supplier<Census> census) {
        this.census = census;
        this.orders = Timer.builder("howdah.order.ready")
                .description("From storing an order, or from finding it not Ready, to Ready")
                .serviceLevelObjectives(ORDER_TIMES)
                .register(registry);
        new UptimeMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
    }

    @Override
    public void ready(Duration after) {
        orders.record(after);
    }

    @Override
    public void seatTaken(String cluster) {
        Counter.builder("howdah.warm.seats.taken")
                .description("Warm seats that orders took")
                .tag("cluster", cluster)
                .register(registry)
                .increment();
    }

    @Override
    public void ended(Operation operation) {
        Counter.builder("howdah.operations.ended")
                .description("Operations that ended, such as rotations, by outcome")
                .tags(
                        "what",
                        operation.what(),
                        "outcome",
                        operation.outcome() == null ? "" : operation.outcome().text())
                .register(registry)
                .increment();
    }

    /** The same turns, with their times. */
    public Turns timed(Turns turns) {
        return work -> timed(turns, work);
    }

    private Optional<Instant> timed(Turns turns, Work work) {
        long begun = System.nanoTime();
        String outcome = "failed";
        try {
            Optional<Instant> next = turns.turn(work);
            outcome = "ended";
            return next;
        } finally {
            Timer.builder("howdah.turn")
                    .description("Turns of the reconciler; failed: with something unexpected, and tried again")
                    .tags("kind", work.sort().toLowerCase(Locale.ROOT), "outcome", outcome)
                    .register(registry)
                    .record(Duration.ofNanos(System.nanoTime() - begun));
        }
    }

    @Override
    public void request(String method, String route, int status, Duration took) {
        Timer.builder("howdah.http.requests")
                .description("Requests by route")
                .tags("method", method, "route", route, "status", Integer.toString(status))
                .register(registry)
                .record(took);
    }

    /** Without what the Store says when it does not answer: the rest is wanted then all the more. */
    @Override
    public String page() {
        try {
            Census now = census.get();
            set("howdah.warm.seats", "Warm seats by state", now.seats());
            set("howdah.warm.seats.wanted", "Warm seats that clusters shall have", now.seatsWanted());
            set("howdah.databases", "Orders of databases by readiness", now.databases());
            set("howdah.deliveries", "Deliveries of credentials by sink and state", now.deliveries());
            set(
                    "howdah.backup.last.success.timestamp",
                    "When the newest sound backup of a cluster ended, in seconds since 1970",
                    now.backups().lastSuccess());
            set(
                    "howdah.backup.archive.lag.seconds",
                    "How much of what a cluster committed could be lost were it gone now",
                    now.backups().archiveLag());
            set(
                    "howdah.backup.bytes",
                    "What backups of a cluster take",
                    now.backups().bytes());
            set(
                    "howdah.backup.failing",
                    "1: the last backup of a cluster failed, or its archiving does",
                    now.backups().failing());
            set("howdah.turns.due", "Turns that wait to be begun", List.of(now.due()));
            set("howdah.turns.running", "Turns under way", List.of(now.running()));
            set("howdah.store.up", "Whether the Store answers", List.of(new Census.Count(Map.of(), 1)));
        } catch (Trouble t) {
            LOG.debug("a scrape without the Store: {}", t.sentence());
            gauges.values().forEach(g -> g.register(List.of(), true));
            set("howdah.store.up", "Whether the Store answers", List.of(new Census.Count(Map.of(), 0)));
        }
        return registry.scrape();
    }

    private void set(String name, String description, List<Census.Count> counts) {
        gauges.computeIfAbsent(
                        name,
                        n -> MultiGauge.builder(n).description(description).register(registry))
                .register(
                        counts.stream()
                                .map(c -> MultiGauge.Row.of(
                                        Tags.of(c.labels().entrySet().stream()
                                                .map(e ->
                                                        io.micrometer.core.instrument.Tag.of(e.getKey(), e.getValue()))
                                                .toList()),
                                        c.count()))
                                .toList(),
                        true);
    }
}
