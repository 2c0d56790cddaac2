package dev.howdah.cli;

import static dev.howdah.cli.io.Tree.text;

import dev.howdah.cli.io.Console;
import dev.howdah.cli.io.Style;
import dev.howdah.cli.io.Tree;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A plan for people: fields that change, steps in order, their SQL. */
final class PlanReport {

    private final Console console;
    private final Style style;

    PlanReport(Console console) {
        this.console = console;
        this.style = console.style();
    }

    static int exit(JsonNode answer) {
        return Plan.exit(
                Tree.items(answer).anyMatch(p -> text(p, "/verdict").equals("blocked")),
                Tree.items(answer).anyMatch(p -> Plan.changes(text(p, "/verdict"))));
    }

    /** @return the exit code of `plan` */
    int print(JsonNode answer) {
        List<JsonNode> all = Tree.items(answer).toList();
        all.forEach(this::one);
        long steps = all.stream().mapToLong(p -> p.path("steps").size()).sum();
        long destructive = all.stream()
                .flatMap(p -> Tree.elements(p.path("steps")))
                .filter(s -> s.path("destructive").asBoolean(false))
                .count();
        String summary = "Plan: " + count(all, "change") + " to change, " + count(all, "up-to-date") + " up to date"
                + part(count(all, "wait"), " waiting") + part(count(all, "blocked"), " blocked") + "; " + steps
                + (steps == 1 ? " step" : " steps")
                + (destructive > 0 ? ", " + style.red(destructive + " destructive") : "") + ".";
        say(style.bold(summary));
        return exit(answer);
    }

    private static long count(List<JsonNode> all, String verdict) {
        return all.stream().filter(p -> text(p, "/verdict").equals(verdict)).count();
    }

    private static String part(long count, String what) {
        return count == 0 ? "" : ", " + count + what;
    }

    private void one(JsonNode planned) {
        String name = Style.clean(text(planned, "/kind") + " "
                + Tree.maybe(planned, "/namespace").map(n -> n + "/").orElse("") + text(planned, "/name"));
        String why =
                Tree.maybe(planned, "/message").map(m -> ": " + Style.clean(m)).orElse("");
        say(
                switch (text(planned, "/verdict")) {
                    case "up-to-date" -> style.dim("= " + name + " is up to date") + why;
                    case "change" -> style.bold((isNew(planned) ? style.green("+ ") : style.yellow("~ ")) + name) + why;
                    case "wait" -> style.bold(style.yellow("… ") + name) + " would wait" + why;
                    default -> style.bold(style.red("✗ ") + name) + " is blocked" + why;
                });
        Tree.elements(planned.path("changes")).forEach(this::change);
        int number = 1;
        for (JsonNode step : planned.path("steps")) {
            step(number++, step);
        }
        if (!planned.path("steps").isEmpty() || !planned.path("changes").isEmpty()) {
            say("");
        }
    }

    private static boolean isNew(JsonNode planned) {
        return Tree.elements(planned.path("changes")).noneMatch(c -> c.has("from"))
                && !planned.path("changes").isEmpty();
    }

    private void change(JsonNode change) {
        String path = Style.clean(text(change, "/path"));
        String from = Style.clean(text(change, "/from"));
        String to = Style.clean(text(change, "/to"));
        if (!change.has("from")) {
            say(style.green("    + " + path + ": " + to));
        } else if (!change.has("to")) {
            say(style.red("    - " + path + ": " + from));
        } else {
            say(style.yellow("    ~ " + path + ": " + from + " -> " + to));
        }
    }

    private void step(int number, JsonNode step) {
        boolean destructive = step.path("destructive").asBoolean(false);
        String text = "  " + number + ". " + Style.clean(text(step, "/description"));
        say(destructive ? style.red(text + "   (destructive)") : text);
        Tree.elements(step.path("sql"))
                .flatMap(s -> Tree.text(s, "").lines())
                .forEach(line -> say(style.cyan("       " + Style.clean(line))));
    }

    private void say(String line) {
        console.out().println(line.stripTrailing());
    }
}
