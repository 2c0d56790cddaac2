package dev.howdah.cli;

import static dev.howdah.cli.io.Tree.text;

import dev.howdah.cli.api.Api;
import dev.howdah.cli.api.Route;
import dev.howdah.cli.io.Age;
import dev.howdah.cli.io.Console;
import dev.howdah.cli.io.Exit;
import dev.howdah.cli.io.Failure;
import dev.howdah.cli.io.Style;
import dev.howdah.cli.io.Table;
import dev.howdah.cli.io.Tree;
import dev.howdah.resource.TimeSpan;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "token",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Makes, lists and revokes the tokens that let people and programs in (for admins).")
final class Token {

    enum Right {
        admin,
        editor,
        viewer
    }

    private final Console console;

    Token(Console console) {
        this.console = console;
    }

    @Command(mixinStandardHelpOptions = true, description = "Makes a token and prints it: it is shown only this once.")
    int create(
            @Parameters(paramLabel = "NAME", description = "Whose it is; the audit names it.") String name,
            @Option(
                            names = "--right",
                            required = true,
                            paramLabel = "RIGHT",
                            description = "${COMPLETION-CANDIDATES}: what it may do.")
                    Right right,
            @Nullable
                    @Option(
                            names = {"-n", "--namespace"},
                            paramLabel = "NS",
                            description = "The namespace that an editor or viewer is bound to.")
                    String namespace,
            @Nullable
                    @Option(
                            names = "--expires-in",
                            paramLabel = "TIME",
                            description = "When it ends: 12h, 30d. Left out: never.")
                    TimeSpan expiresIn,
            @Mixin Format format,
            @Mixin Remote remote) {
        if (right == Right.admin && namespace != null) {
            throw Failure.usage("an admin's token is for every namespace", "Leave -n out, or make it an editor's.");
        }
        if (right != Right.admin && namespace == null) {
            throw Failure.usage("an " + right + "'s token is for one namespace", "Add -n NAMESPACE.");
        }
        ObjectNode wanted = Tree.object().put("name", name).put("right", right.name());
        if (namespace != null) {
            wanted.put("namespace", namespace);
        }
        if (expiresIn != null) {
            wanted.put("expiresIn", expiresIn.toString());
        }
        Api api = remote.api(console);
        JsonNode made = api.post(Route.V1 + "/tokens", Map.of(), wanted);
        if (!format.isTable()) {
            format.print(console.out(), made);
            return Exit.DONE;
        }
        console.note("The token of " + name + "; keep it, it is not shown again. To use it:");
        console.note("  export HOWDAH_URL=" + api.target().url() + " HOWDAH_TOKEN=…");
        console.out().println(Style.clean(text(made, "/token")));
        return Exit.DONE;
    }

    @Command(mixinStandardHelpOptions = true, description = "Lists tokens, without their secrets.")
    int list(@Mixin Format format, @Mixin Remote remote) {
        JsonNode all = remote.api(console).get(Route.V1 + "/tokens");
        if (!format.isTable()) {
            format.print(console.out(), all);
            return Exit.DONE;
        }
        Table table = new Table("NAME", "RIGHT", "NAMESPACE", "EXPIRES", "CREATED", "LAST USED");
        Tree.items(all)
                .forEach(t -> table.row(
                        text(t, "/name"),
                        text(t, "/right"),
                        Tree.maybe(t, "/namespace").orElse("all"),
                        Tree.maybe(t, "/expiresAt").orElse("never"),
                        Age.of(text(t, "/createdAt"), Instant.now()),
                        Age.of(text(t, "/lastUsedAt"), Instant.now())));
        table.print(console.out(), console.style());
        return Exit.DONE;
    }

    @Command(mixinStandardHelpOptions = true, description = "Ends a token, at once.")
    int revoke(@Parameters(paramLabel = "NAME", description = "Which one.") String name, @Mixin Remote remote) {
        JsonNode answer = remote.api(console).delete(Route.V1 + "/tokens/" + Api.encode(name), Map.of());
        console.out().println(Style.clean(Tree.maybe(answer, "/message").orElse("Token " + name + " is revoked.")));
        return Exit.DONE;
    }
}
