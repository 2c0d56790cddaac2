package dev.howdah.cli;

import dev.howdah.cli.api.ApiException;
import dev.howdah.cli.io.Console;
import dev.howdah.cli.io.Exit;
import dev.howdah.cli.io.Failure;
import dev.howdah.cli.io.Style;
import dev.howdah.resource.InvalidException;
import dev.howdah.resource.bind.Suggestion;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line's beginning and end: picks the command, turns what it throws into words and an exit code. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        Console console = Console.system();
        int exit = run(console, args);
        console.out().flush();
        System.exit(console.out().checkError() && exit == Exit.DONE ? Exit.FAILED : exit);
    }

    /** @return one of {@link Exit} */
    public static int run(Console console, String... args) {
        String verb =
                Arrays.stream(args).filter(a -> !a.startsWith("-")).findFirst().orElse("");
        CommandLine line = Verbs.only(console, verb)
                .setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8))
                .setColorScheme(CommandLine.Help.defaultColorScheme(
                        console.style().on() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF))
                .setParameterExceptionHandler((e, a) -> usage(console, e))
                .setExecutionExceptionHandler((e, c, p) -> failed(console, e));
        return line.execute(args);
    }

    private static int usage(Console console, ParameterException e) {
        CommandLine at = e.getCommandLine();
        if (at.getParent() == null && at.getParseResult().originalArgs().isEmpty()) {
            at.usage(console.err());
            return Exit.USAGE;
        }
        error(console, String.valueOf(e.getMessage()));
        if (e instanceof UnmatchedArgumentException unmatched) {
            meant(at, unmatched.getUnmatched().getFirst())
                    .ifPresent(word -> next(console, List.of("Did you mean " + word + "?")));
        }
        next(console, List.of("`" + at.getCommandSpec().qualifiedName() + " --help` lists what there is."));
        return Exit.USAGE;
    }

    private static Optional<String> meant(CommandLine at, String word) {
        Set<String> known = word.startsWith("-")
                ? at.getCommandSpec().optionsMap().keySet()
                : at.getSubcommands().keySet();
        return Suggestion.nearest(word, known);
    }

    private static int failed(Console console, Exception thrown) {
        switch (thrown) {
            case Failure f -> {
                error(console, f.what());
                next(console, f.next());
                return f.exit();
            }
            case ApiException e -> {
                error(console, e.what());
                e.problems().forEach(p -> console.note("  " + p));
                next(console, e.next());
                return e.exit();
            }
            case InvalidException e -> {
                error(console, e.problems().size() == 1 ? "this can't be accepted:" : "these can't be accepted:");
                e.problems().forEach(p -> console.note("  " + p));
                return Exit.FAILED;
            }
            default -> {
                error(console, "something unexpected went wrong: " + thrown);
                if (console.variable("HOWDAH_DEBUG").isPresent()) {
                    thrown.printStackTrace(console.err());
                } else {
                    next(console, List.of("HOWDAH_DEBUG=1 shows where."));
                }
                return Exit.FAILED;
            }
        }
    }

    private static void error(Console console, String message) {
        console.err().println(console.errStyle().red("error: ") + Style.clean(message));
    }

    private static void next(Console console, List<String> lines) {
        lines.forEach(l -> console.note("  " + l));
    }
}
