package dev.howdah.cli;

import dev.howdah.cli.Apply.Order;
import dev.howdah.cli.api.Api;
import dev.howdah.cli.io.Console;
import dev.howdah.cli.io.Progress;
import dev.howdah.cli.io.Style;
import dev.howdah.cli.io.Tree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Waits for many orders at once and shows how far each is. */
final class ApplyWatch {

    private static final int AT_ONCE = 8;

    private final Console console;
    private final Api api;

    ApplyWatch(Console console, Api api) {
        this.console = console;
        this.api = api;
    }

    void watch(List<Order> orders, Duration atMost) throws InterruptedException {
        var waiting = new Waiting(api, atMost);
        try (var progress = new Progress(console);
                var threads =
                        Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            var futures = new ArrayList<Future<?>>();
            for (Order order : orders) {
                if (Waiting.isDone(order.resource)) {
                    order.end = Waiting.End.READY;
                } else if (!order.pruned()) {
                    futures.add(threads.submit(() -> {
                        one(order, waiting, () -> show(progress, orders));
                        return null;
                    }));
                }
            }
            show(progress, orders);
            for (Future<?> future : futures) {
                join(future);
            }
        }
    }

    private static void one(Order order, Waiting waiting, Runnable changed) throws InterruptedException {
        Waiting.Result result = waiting.untilReady(order.ref, r -> {
            order.resource = r;
            changed.run();
        });
        order.end = result.end();
        changed.run();
    }

    private static void join(Future<?> future) throws InterruptedException {
        try {
            future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private void show(Progress progress, List<Order> orders) {
        if (!progress.live()) {
            return;
        }
        Style style = console.errStyle();
        progress.show(orders.stream().map(o -> line(o, style)).toList());
    }

    private static String line(Order order, Style style) {
        Waiting.End end = order.end;
        String mark = end == null ? "…" : end == Waiting.End.READY ? style.green("✓") : style.red("✗");
        String message = end == Waiting.End.READY ? "ready" : Tree.text(Tree.trouble(order.resource), "/message");
        return mark + " " + order.ref + "  " + (order.pruned() ? "pruned" : Style.clean(message));
    }
}
