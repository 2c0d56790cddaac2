package dev.howdah.cli;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** docs/cli.md is what the commands themselves say; `make docs` writes it anew. */
class ReferenceTest {

    private final StringBuilder text = new StringBuilder();

    @Test
    void the_reference_says_what_the_commands_say(@TempDir Path home) {
        CommandLine all = Verbs.all(new Line(home).console(new ByteArrayOutputStream(), new ByteArrayOutputStream()));
        text.append("# The command line\n\nWritten by `make docs` from what `howdah COMMAND --help` says.\n\n");
        text.append(lines(all.getCommandSpec().usageMessage().header())).append('\n');
        text.append(lines(all.getCommandSpec().usageMessage().footer()));
        all.getSubcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .filter(c -> !c.name().equals("help"))
                .forEach(c -> command(c, "##"));
        Golden.check(Golden.root().resolve("docs/cli.md"), text.toString());
    }

    private void command(CommandSpec command, String level) {
        text.append('\n')
                .append(level)
                .append(" howdah ")
                .append(command.qualifiedName(" ").replace("howdah ", ""));
        text.append("\n\n").append(lines(command.usageMessage().description()));
        var inner = command.subcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .toList();
        if (inner.isEmpty()) {
            text.append("\n```\n").append(synopsis(command)).append("\n```\n");
        }
        String arguments = command.positionalParameters().stream()
                        .filter(p -> !p.hidden())
                        .map(ReferenceTest::argument)
                        .collect(Collectors.joining())
                + command.options().stream()
                        .filter(o -> !o.usageHelp() && !o.versionHelp() && !o.hidden())
                        .map(ReferenceTest::option)
                        .collect(Collectors.joining());
        if (!arguments.isEmpty()) {
            text.append("\n| argument | meaning |\n| --- | --- |\n").append(arguments);
        }
        inner.forEach(c -> command(c, level + "#"));
    }

    private static String synopsis(CommandSpec command) {
        return "howdah " + command.qualifiedName(" ").replace("howdah ", "")
                + command.positionalParameters().stream()
                        .filter(p -> !p.hidden())
                        .map(p -> " " + (p.arity().min() == 0 ? "[" + p.paramLabel() + "]" : p.paramLabel()))
                        .collect(Collectors.joining())
                + command.options().stream()
                        .filter(o -> !o.usageHelp() && !o.versionHelp() && !o.hidden())
                        .map(o -> " " + (o.required() ? written(o) : "[" + written(o) + "]"))
                        .collect(Collectors.joining());
    }

    private static String written(OptionSpec option) {
        String name = option.names()[0];
        return option.arity().max() == 0 ? name : name + " " + option.paramLabel();
    }

    private static String argument(PositionalParamSpec p) {
        return "| `" + cell(p.paramLabel()) + "` | " + cell(meaning(p.description(), p)) + " |\n";
    }

    private static String option(OptionSpec o) {
        String names = String.join("`, `", o.names());
        String label = o.arity().max() == 0 ? "" : " " + o.paramLabel();
        return "| `" + names + cell(label) + "` | " + cell(meaning(o.description(), o)) + " |\n";
    }

    private static String meaning(String[] description, CommandLine.Model.ArgSpec arg) {
        var candidates = new java.util.ArrayList<String>();
        if (arg.completionCandidates() != null) {
            arg.completionCandidates().forEach(candidates::add);
        }
        return String.join(" ", description)
                .replace("${COMPLETION-CANDIDATES}", String.join(", ", candidates))
                .replace("${DEFAULT-VALUE}", String.valueOf(arg.defaultValue()));
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }

    /** Lines that begin with blanks are examples. */
    private static String lines(String[] lines) {
        var out = new StringBuilder();
        for (String line : lines) {
            out.append(line.startsWith("  ") ? "- `" + line.strip() + "`" : line)
                    .append('\n');
        }
        return out.toString().strip() + "\n";
    }
}
