package dev.howdah.cli;

import dev.howdah.cli.api.Api;
import dev.howdah.cli.io.Console;
import dev.howdah.cli.io.Exit;
import dev.howdah.cli.io.Failure;
import dev.howdah.cli.io.PrivateFile;
import dev.howdah.cli.io.Style;
import dev.howdah.cli.pg.Account;
import dev.howdah.cli.pg.CaFile;
import dev.howdah.cli.pg.Client;
import dev.howdah.cli.pg.Copy;
import dev.howdah.cli.pg.LoginTrouble;
import dev.howdah.cli.pg.RowPrinter;
import dev.howdah.cli.pg.SqlError;
import dev.howdah.cli.pg.Statements;
import dev.howdah.spi.Credential;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "psql",
        mixinStandardHelpOptions = true,
        description = {
            "Opens a session on a database, or runs statements.",
            "-c, and -f or stdin without psql's \\commands, need no installed psql; a session does.",
            "What follows -- goes to psql as it is."
        })
final class Psql implements Callable<Integer> {

    private final Console console;

    @Parameters(index = "0", paramLabel = "NAME", description = "The database or, with --link, the link.")
    String name = "";

    @Parameters(index = "1..*", paramLabel = "-- ARG", hidden = true, description = "For psql.")
    List<String> more = new ArrayList<>();

    @Option(
            names = {"-r", "--role"},
            paramLabel = "ROLE",
            defaultValue = "write",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    Credentials.RoleName role = Credentials.RoleName.write;

    @Option(
            names = {"-c", "--command"},
            paramLabel = "SQL",
            description = "Run this, all or nothing; can be given several times.")
    List<String> commands = new ArrayList<>();

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "Run what is in this file; - for stdin.")
    List<String> files = new ArrayList<>();

    @Option(names = "--csv", description = "Print CSV.")
    boolean csv;

    @Option(
            names = {"-t", "--tuples-only"},
            description = "Print rows only.")
    boolean tuplesOnly;

    @Option(
            names = {"-A", "--no-align"},
            description = "Print values with | between them, not aligned.")
    boolean unaligned;

    @Option(names = "--reader", description = "Connect to the readers' host instead of the writer's.")
    boolean reader;

    @Option(names = "--link", description = "NAME is a link; it has one role.")
    boolean link;

    @Mixin
    Place place = new Place();

    @Mixin
    Remote remote = new Remote();

    Psql(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        Api api = remote.api(console);
        Credential credential = Credentials.read(api, place.order(api, name, link), role.name());
        Account account = Account.of(credential, reader, CaFile.of(console, credential, null));
        boolean session = commands.isEmpty() && files.isEmpty();
        if ((session && console.inTerminal()) || !more.isEmpty()) {
            return real(account);
        }
        var texts = new ArrayList<>(commands);
        (session ? List.of("-") : files).forEach(f -> texts.add(read(f)));
        if (texts.stream()
                .anyMatch(t -> t.lines().anyMatch(l -> l.stripLeading().startsWith("\\")))) {
            return real(account, texts);
        }
        return run(account, texts);
    }

    private int real(Account account) throws InterruptedException {
        var arguments = new ArrayList<String>();
        commands.forEach(c -> arguments.addAll(List.of("-c", c)));
        files.forEach(f -> arguments.addAll(List.of("-f", f)));
        return client().run(account, flags(arguments));
    }

    /** Texts with commands that only psql knows; what came from stdin is handed over as a file. */
    private int real(Account account, List<String> texts) throws InterruptedException {
        Client client = client();
        var arguments = new ArrayList<>(List.of("-v", "ON_ERROR_STOP=1"));
        commands.forEach(c -> arguments.addAll(List.of("-c", c)));
        try {
            for (String text : texts.subList(commands.size(), texts.size())) {
                var file = Files.createTempFile("howdah", ".sql");
                file.toFile().deleteOnExit();
                Files.writeString(file, text);
                arguments.addAll(List.of("-f", file.toString()));
            }
        } catch (IOException e) {
            throw Failure.of("can't write a temporary file: " + PrivateFile.reason(e));
        }
        return client.run(account, flags(arguments));
    }

    private List<String> flags(List<String> arguments) {
        if (csv) {
            arguments.add("--csv");
        }
        if (tuplesOnly) {
            arguments.add("-t");
        }
        if (unaligned) {
            arguments.add("-A");
        }
        arguments.addAll(more);
        return arguments;
    }

    private Client client() {
        return Client.find(console)
                .orElseThrow(() -> Failure.of(
                        "this needs psql, which is not installed",
                        "Install it: sudo apt-get install postgresql-client (or: brew install libpq).",
                        "One statement needs no psql: " + console.self() + " psql " + name + " -c 'select 1'"));
    }

    private int run(Account account, List<String> texts) {
        var printer = new RowPrinter(console, new RowPrinter.Look(!unaligned, tuplesOnly, csv));
        try (var session = open(account)) {
            for (String text : texts) {
                try {
                    Optional<Copy> copy = Copy.of(text);
                    if (copy.isPresent()) {
                        copy.get().run(session.connection(), console, printer);
                    } else {
                        session.run(text, printer);
                    }
                } catch (SQLException e) {
                    console.out().flush();
                    SqlError.lines(e, text).forEach(l -> console.err().println(Style.clean(l)));
                    return Exit.FAILED;
                }
            }
        } catch (SQLException e) {
            throw Failure.of("the session broke: " + e.getMessage());
        }
        return Exit.DONE;
    }

    private Statements open(Account account) {
        try {
            return Statements.open(account);
        } catch (SQLException e) {
            LoginTrouble trouble = LoginTrouble.of(e, account);
            var next = new ArrayList<>(trouble.hints());
            next.add("`" + console.self() + " check " + name + remote.again() + "` looks at each stage.");
            throw Failure.with(
                    Exit.FAILED, "can't connect as " + account + ": " + trouble.what(), next.toArray(new String[0]));
        }
    }

    private String read(String file) {
        try {
            return file.equals("-")
                    ? new String(console.in().readAllBytes(), StandardCharsets.UTF_8)
                    : Files.readString(console.path(file));
        } catch (IOException e) {
            throw Failure.of("can't read " + file + ": " + PrivateFile.reason(e));
        }
    }
}
