package dev.howdah.cli;

import static dev.howdah.cli.io.Tree.text;

import dev.howdah.cli.api.Api;
import dev.howdah.cli.api.Route;
import dev.howdah.cli.io.Console;
import dev.howdah.cli.io.Exit;
import dev.howdah.cli.io.Failure;
import dev.howdah.cli.io.Progress;
import dev.howdah.cli.io.Style;
import dev.howdah.cli.io.Tree;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Role;
import dev.howdah.resource.TimeSpan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
        name = "rotate",
        mixinStandardHelpOptions = true,
        description = {
            "Replaces the login and password that a credential names, without a failed login.",
            "Every place that credentials are delivered to gets the new login; the old one goes on working until nobody has"
                    + " logged in with it for the grace, and is then disabled. Waits until the new login is delivered.",
            "`rotate cluster NAME` replaces the platform's own password there (for admins)."
        })
final class Rotate implements Callable<Integer> {

    /** Behind them the new login is delivered, and works. */
    private static final Set<String> DELIVERED = Set.of("quiet", "retire");

    private final Console console;

    @Parameters(arity = "1..2", paramLabel = "[database|cluster] NAME", description = "Which one.")
    List<String> words = List.of();

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            split = ",",
            description = "admin, write or read; may be repeated. Left out: all three.")
    List<Role> roles = new ArrayList<>();

    @Option(
            names = "--now",
            description = "After a leak: cut the old login and its sessions as soon as the new one works.")
    boolean now;

    @Option(
            names = "--grace",
            paramLabel = "TIME",
            description = "How long nobody may have logged in with the old login before it is disabled (default: 1h).")
    @Nullable
    TimeSpan grace;

    @Mixin
    Place place = new Place();

    @Mixin
    Patience patience = new Patience();

    @Mixin
    Remote remote = new Remote();

    Rotate(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        Kind kind = words.size() == 2 ? Place.kind(words.getFirst()) : Kind.DATABASE;
        if (kind != Kind.DATABASE && kind != Kind.CLUSTER) {
            throw Failure.usage("a " + kind.text() + " has no credentials", "Write: rotate [database|cluster] NAME");
        }
        if (kind == Kind.CLUSTER && (now || grace != null || !roles.isEmpty())) {
            throw Failure.usage("--role, --now and --grace are for databases");
        }
        Api api = remote.api(console);
        Ref ref = place.ref(api, kind, words.getLast());
        JsonNode begun = api.post(Route.of(ref) + "/rotate", query(kind), null);
        List<JsonNode> operations = Tree.items(begun).toList();
        if (patience.detach) {
            operations.forEach(o -> console.out().println(title(ref, o) + " has begun: " + text(o, "/uid")));
            return Exit.DONE;
        }
        try (var progress = new Progress(console)) {
            var watch = new OperationWatch(api, patience.timeout.duration());
            operations = operations.stream()
                    .map(o -> watch.until(
                            o, this::enough, now -> progress.show(title(ref, now) + ": " + text(now, "/message"))))
                    .toList();
        }
        operations.forEach(o -> console.out().println(said(ref, o)));
        if (operations.stream().anyMatch(o -> !done(o))) {
            throw Failure.with(
                    operations.stream().anyMatch(o -> text(o, "/outcome").isEmpty()) ? Exit.TIMED_OUT : Exit.FAILED,
                    ref + " is not rotated" + (operations.size() > 1 ? " as a whole" : ""),
                    "`" + console.self() + " operations` says what it waits for.");
        }
        return Exit.DONE;
    }

    private Map<String, String> query(Kind kind) {
        Map<String, String> query = new LinkedHashMap<>();
        if (kind == Kind.DATABASE) {
            query.put("now", Boolean.toString(now));
            if (!roles.isEmpty()) {
                query.put("role", roles.stream().map(Role::text).collect(Collectors.joining(",")));
            }
            if (grace != null) {
                query.put("grace", grace.toString());
            }
        }
        return query;
    }

    private boolean enough(JsonNode operation) {
        return !now && DELIVERED.contains(text(operation, "/stage"));
    }

    private boolean done(JsonNode operation) {
        return text(operation, "/outcome").equals("done")
                || (text(operation, "/outcome").isEmpty() && enough(operation));
    }

    private static String title(Ref ref, JsonNode operation) {
        String part = text(operation, "/part");
        return ref + (part.isEmpty() ? "" : " " + part);
    }

    private String said(Ref ref, JsonNode operation) {
        String message = Style.clean(text(operation, "/message"));
        return title(ref, operation) + ": " + (enough(operation) ? "rotated; " : "") + message;
    }
}
