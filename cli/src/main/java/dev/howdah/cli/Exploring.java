package dev.howdah.cli;

import static dev.howdah.cli.io.Tree.text;

import dev.howdah.cli.api.Api;
import dev.howdah.cli.api.ApiException;
import dev.howdah.cli.api.Route;
import dev.howdah.cli.io.Console;
import dev.howdah.cli.io.Exit;
import dev.howdah.cli.io.Failure;
import dev.howdah.cli.io.Progress;
import dev.howdah.cli.io.Style;
import dev.howdah.cli.io.Table;
import dev.howdah.cli.io.Tree;
import dev.howdah.resource.Ref;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Looks at what a database was, from one moment to the next.
 *
 * @param role as which it is asked; null: read
 * @param zone of times that name none; null: UTC
 */
record Exploring(
        Console console,
        Api api,
        Ref ref,
        Duration atMost,
        @Nullable String role,
        @Nullable String zone) {

    private static final String HELP = """
            SQL                 asks, read-only
            +30s, -1m           goes to a later or an earlier moment
            to TIME             goes to a moment
            restore as NEW      restores what is shown into a new database
            restore in place    says how to put it back itself
            close               ends it; quit leaves it open""";

    private String path() {
        return Route.of(ref) + "/exploration";
    }

    /** Begins one, and waits until it can be asked. */
    void begin(String around, String keep) {
        shown(api.post(path(), query("around", around, "keep", keep), null));
    }

    /** Goes to another moment, and waits until it can be asked. */
    void step(String to) {
        shown(api.post(path() + "/step", query("to", to), null));
    }

    private Map<String, String> query(String... pairs) {
        var query = new HashMap<String, String>();
        for (int i = 0; i < pairs.length; i += 2) {
            query.put(pairs[i], pairs[i + 1]);
        }
        if (zone != null) {
            query.put("zone", zone);
        }
        return query;
    }

    private void shown(JsonNode begun) {
        JsonNode now;
        try (var progress = new Progress(console)) {
            now = new OperationWatch(api, atMost)
                    .until(
                            begun,
                            o -> text(o, "/stage").equals("open"),
                            o -> progress.show(
                                    text(o, "/name") + " " + text(o, "/stage") + ": " + text(o, "/message")));
        }
        String said = Style.clean(text(now, "/message"));
        if (OperationWatch.ended(now)) {
            throw Failure.of(ref + " can't be explored: " + said);
        }
        if (!text(now, "/stage").equals("open")) {
            throw Failure.with(
                    Exit.TIMED_OUT,
                    ref + " is not open yet: " + said,
                    "It goes on: `" + console.self() + " operations` says how far it is.");
        }
        console.note(said);
    }

    /** The moment that is shown. */
    String moment() {
        return Tree.maybe(api.get(path()), "/details/at")
                .orElseThrow(() -> Failure.of("a backup is shown, and no time: go `to` one first"));
    }

    void close() {
        api.delete(path(), Map.of());
        console.note("the exploration of " + ref.path() + " is closed");
    }

    JsonNode ask(String sql) {
        ObjectNode question = Tree.object();
        question.put("sql", sql);
        if (role != null) {
            question.put("role", role);
        }
        return api.post(path() + "/query", Map.of(), question);
    }

    void print(JsonNode answer) {
        List<String> columns = texts(answer.path("columns"));
        if (columns.isEmpty()) {
            return;
        }
        Table table = new Table(columns);
        Tree.elements(answer.path("rows")).forEach(row -> table.row(texts(row)));
        table.print(console.out(), console.style());
        if (answer.path("more").asBoolean(false)) {
            console.note("there are more rows than are shown");
        }
    }

    private static List<String> texts(JsonNode array) {
        return Tree.elements(array).map(cell -> text(cell, "")).toList();
    }

    /**
     * Line by line, until nothing more is said.
     *
     * @param restore how what is shown is restored into a new database
     */
    int prompt(Consumer<String> restore) {
        var lines = new BufferedReader(new InputStreamReader(console.in(), StandardCharsets.UTF_8));
        if (console.inTerminal()) {
            console.note(
                    "SQL asks; +30s, -1m, `to TIME` go to another moment; `restore as NEW`, `close`, `quit`, `help`");
        }
        while (true) {
            Optional<String> line = line(lines);
            if (line.isEmpty() || line.get().matches("(?i)quit|exit|\\\\q")) {
                console.note("it stays open for a while: `" + console.self() + " restore explore " + ref.path()
                        + " --close` ends it");
                return Exit.DONE;
            }
            try {
                if (!obeyed(line.get(), restore)) {
                    return Exit.DONE;
                }
            } catch (ApiException e) {
                console.note("error: " + (e.problems().isEmpty() ? e.what() : String.join("; ", e.problems())));
                if (e.notFound()) {
                    return e.exit();
                }
            }
        }
    }

    /** @return whether it goes on */
    private boolean obeyed(String line, Consumer<String> restore) {
        String[] words = line.split("\\s+", 3);
        if (line.isEmpty()) {
            return true;
        }
        switch (words[0].toLowerCase(Locale.ROOT)) {
            case "help", "?" -> console.note(HELP);
            case "close" -> {
                close();
                return false;
            }
            case "to" -> step(line.substring(2).strip());
            case "restore" -> {
                if (words.length == 3 && words[1].equals("as")) {
                    restore.accept(words[2]);
                    return true;
                }
                console.note("`" + console.self() + " restore database " + ref.path() + " --to " + moment()
                        + " --in-place --confirm " + ref.name() + "`");
            }
            default -> {
                if (line.matches("[+-]\\s*\\d+(ms|s|m|h|d)")) {
                    step(line);
                } else {
                    print(ask(line));
                }
            }
        }
        return true;
    }

    private Optional<String> line(BufferedReader lines) {
        if (console.inTerminal()) {
            console.err().print(ref.name() + "> ");
            console.err().flush();
        }
        try {
            return Optional.ofNullable(lines.readLine()).map(String::strip);
        } catch (IOException e) {
            throw Failure.of("can't read what you say: " + e.getMessage());
        }
    }
}
