package dev.howdah.cli;

import dev.howdah.cli.Apply.Order;
import dev.howdah.cli.io.Console;
import dev.howdah.cli.io.Exit;
import dev.howdah.cli.io.Table;
import dev.howdah.cli.io.Tree;
import dev.howdah.resource.Kind;
import dev.howdah.resource.TimeSpan;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What `apply` ends with: a table, how to go on, an exit code. */
final class ApplyReport {

    private static final int MOST_HINTS = 5;

    private final Console console;
    private final String options;

    /** @param options that commands to be copied need, too */
    ApplyReport(Console console, String options) {
        this.console = console;
        this.options = options;
    }

    int print(List<Order> orders, boolean detached, TimeSpan timeout) {
        Table table = detached
                ? new Table("KIND", "NAME", "RESULT")
                : new Table("KIND", "NAME", "RESULT", "READY", "MESSAGE");
        for (Order order : orders) {
            List<String> cells =
                    List.of(order.ref.kind().text(), order.ref.path(), order.outcome, ready(order), message(order));
            table.row(detached ? cells.subList(0, 3) : cells);
        }
        table.print(console.out(), console.style());
        hints(orders, detached);
        if (detached) {
            return Exit.DONE;
        }
        boolean late = orders.stream().anyMatch(o -> o.end == Waiting.End.TIMED_OUT);
        if (late) {
            console.note("Not everything was ready after " + timeout + ". It goes on by itself: `" + console.self()
                    + " get databases --field status.ready=false" + options + "` lists what is not.");
            return Exit.TIMED_OUT;
        }
        return orders.stream().allMatch(o -> o.pruned() || o.end == Waiting.End.READY) ? Exit.DONE : Exit.FAILED;
    }

    private static String ready(Order order) {
        return order.pruned() ? "" : order.end == Waiting.End.READY || Tree.isReady(order.resource) ? "yes" : "no";
    }

    private static String message(Order order) {
        if (order.end == Waiting.End.GONE) {
            return "deleted meanwhile";
        }
        if (order.pruned() || order.end == Waiting.End.READY) {
            return "";
        }
        JsonNode trouble = Tree.trouble(order.resource);
        return Tree.text(trouble, "/reason") + ": " + Tree.text(trouble, "/message");
    }

    private void hints(List<Order> orders, boolean detached) {
        List<Order> fresh = orders.stream()
                .filter(o -> o.ref.kind() == Kind.DATABASE)
                .filter(o -> o.outcome.equals("created") || o.outcome.equals("readopted"))
                .filter(o -> detached || o.end == Waiting.End.READY)
                .toList();
        if (fresh.isEmpty()) {
            return;
        }
        console.out().println();
        console.out().println(detached ? "Once ready, credentials are here:" : "Credentials:");
        fresh.stream()
                .limit(MOST_HINTS)
                .forEach(o -> console.out()
                        .println("  " + console.self() + " credentials " + o.ref.path() + " --role write" + options));
        if (fresh.size() > MOST_HINTS) {
            console.out().println("  … and so on for " + (fresh.size() - MOST_HINTS) + " more");
        }
    }
}
