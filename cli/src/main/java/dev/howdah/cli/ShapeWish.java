package dev.howdah.cli;

import dev.howdah.cli.io.Console;
import dev.howdah.cli.io.Failure;
import dev.howdah.cli.io.PrivateFile;
import dev.howdah.resource.Deliver;
import dev.howdah.resource.FormatKeys;
import dev.howdah.resource.Problem;
import dev.howdah.resource.Role;
import dev.howdah.resource.Rules;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that say which shape a credential is to have: the fields of a delivery. */
final class ShapeWish {

    /** Formats by the names that orders give them. */
    static final class Formats implements Iterable<String>, ITypeConverter<dev.howdah.resource.Format> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(dev.howdah.resource.Format.values())
                    .map(dev.howdah.resource.Format::text)
                    .iterator();
        }

        @Override
        public dev.howdah.resource.Format convert(String text) {
            return dev.howdah.resource.Format.of(text)
                    .orElseThrow(
                            () -> new TypeConversionException("'" + text + "' is none of " + String.join(", ", this)));
        }
    }

    /** What can be added, by the names that orders give it. */
    static final class Extras implements Iterable<String>, ITypeConverter<Deliver.Extra> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(Deliver.Extra.values())
                    .map(Deliver.Extra::text)
                    .iterator();
        }

        @Override
        public Deliver.Extra convert(String text) {
            return Arrays.stream(Deliver.Extra.values())
                    .filter(e -> e.text().equals(text))
                    .findFirst()
                    .orElseThrow(
                            () -> new TypeConversionException("'" + text + "' is none of " + String.join(", ", this)));
        }
    }

    enum Syntax {
        dotenv,
        json,
        yaml,
        properties,
        plain
    }

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            completionCandidates = Formats.class,
            converter = Formats.class,
            description = "${COMPLETION-CANDIDATES} (default: env; with --template: template).")
    dev.howdah.resource.@Nullable Format format;

    @Option(
            names = "--syntax",
            paramLabel = "SYNTAX",
            description = "How keys and values are written: ${COMPLETION-CANDIDATES}.")
    @Nullable
    Syntax syntax;

    @Option(
            names = "--add",
            paramLabel = "WHAT",
            split = ",",
            completionCandidates = Extras.class,
            converter = Extras.class,
            description = "More keys: ${COMPLETION-CANDIDATES}.")
    List<Deliver.Extra> add = List.of();

    @Option(names = "--module", paramLabel = "NAME", description = "What opta puts before its keys.")
    @Nullable
    String module;

    @Option(
            names = "--rename",
            paramLabel = "KEY=NAME",
            split = ",",
            description = "Other names for keys of the format.")
    Map<String, String> rename = new LinkedHashMap<>();

    @Option(names = "--template", paramLabel = "FILE", description = "A text with {{field}}s to fill.")
    @Nullable
    String template;

    dev.howdah.resource.Format format() {
        if (format != null) {
            return format;
        }
        return template == null ? dev.howdah.resource.Format.ENV : dev.howdah.resource.Format.TEMPLATE;
    }

    /** As an order would say it. */
    Deliver wish(Console console, Role role, boolean reader) {
        Deliver wish = new Deliver(
                role,
                "stdout",
                format(),
                null,
                null,
                null,
                null,
                module,
                rename,
                template == null ? null : read(console, template),
                syntax(),
                null,
                add,
                reader ? Deliver.Endpoint.READER : null,
                null,
                null);
        List<Problem> problems = Rules.check(wish);
        if (!problems.isEmpty()) {
            throw Failure.usage(
                    said(problems.getFirst()),
                    problems.stream().skip(1).map(ShapeWish::said).toArray(String[]::new));
        }
        return wish;
    }

    private Deliver.@Nullable Syntax syntax() {
        if (syntax != null) {
            return Deliver.Syntax.valueOf(syntax.name().toUpperCase(java.util.Locale.ROOT));
        }
        return template == null ? null : Deliver.of(Role.WRITE, "stdout").syntaxOf(template, Deliver.Syntax.PLAIN);
    }

    private static String said(Problem problem) {
        return "--" + problem.path() + ": " + problem.message();
    }

    /** Whether lines for a shell are wanted: variables, and nothing else was said. */
    boolean exports() {
        return syntax == null && FormatKeys.variables(format());
    }

    private static String read(Console console, String file) {
        try {
            return Files.readString(console.path(file));
        } catch (IOException e) {
            throw Failure.of("can't read " + file + ": " + PrivateFile.reason(e));
        }
    }
}
