package dev.howdah.cli;

import static dev.howdah.cli.io.Tree.text;

import dev.howdah.cli.api.Api;
import dev.howdah.cli.api.Route;
import dev.howdah.cli.io.Age;
import dev.howdah.cli.io.Console;
import dev.howdah.cli.io.Exit;
import dev.howdah.cli.io.Table;
import dev.howdah.cli.io.Tree;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

@Command(
        name = "drills",
        mixinStandardHelpOptions = true,
        description = "Reports what restore tests found, the newest first.")
final class Drills implements Callable<Integer> {

    private final Console console;

    @Mixin
    Place place = new Place();

    @Mixin
    Format format = new Format();

    @Mixin
    Remote remote = new Remote();

    Drills(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Api api = remote.api(console);
        Map<String, String> query = new LinkedHashMap<>();
        query.put("limit", "1000");
        place.given(api).ifPresent(in -> query.put("namespace", in));
        JsonNode list = api.get(Route.V1 + "/drills", query);
        if (!format.isTable()) {
            format.print(console.out(), list);
            return Exit.DONE;
        }
        Instant now = Instant.now();
        Table table = new Table("DATABASE", "RESULT", "AGE", "RESTORED", "MESSAGE");
        Tree.items(list)
                .forEach(t -> table.row(
                        text(t, "/namespace") + "/" + text(t, "/name"),
                        t.path("ok").asBoolean() ? "ok" : "FAILED",
                        Age.of(text(t, "/at"), now),
                        text(t, "/point"),
                        text(t, "/message")));
        if (table.isEmpty()) {
            console.note("no database was restored for a test yet");
        } else {
            table.print(console.out(), console.style());
        }
        return Exit.DONE;
    }
}
