package dev.howdah.cli;

import dev.howdah.cli.api.Api;
import dev.howdah.cli.api.Route;
import dev.howdah.cli.io.Console;
import dev.howdah.cli.io.Exit;
import dev.howdah.cli.io.Tree;
import dev.howdah.cli.pg.Account;
import dev.howdah.cli.pg.AccountForm;
import dev.howdah.cli.pg.CaFile;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Role;
import dev.howdah.spi.Credential;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
        name = "credentials",
        mixinStandardHelpOptions = true,
        description = {
            "Prints what a program needs to connect, in the form that it reads.",
            "Reading is written into the audit.",
            "  eval \"$(howdah credentials NS/NAME --role write)\""
        })
final class Credentials implements Callable<Integer> {

    /** The three roles, as options spell them. */
    enum RoleName {
        admin,
        write,
        read
    }

    private final Console console;

    @Parameters(paramLabel = "NAME", description = "The database.")
    String name = "";

    @Option(
            names = {"-r", "--role"},
            paramLabel = "ROLE",
            defaultValue = "write",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    RoleName role = RoleName.write;

    @Option(
            names = "--format",
            paramLabel = "FORM",
            defaultValue = "env",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    AccountForm format = AccountForm.env;

    @Option(names = "--reader", description = "The readers' host instead of the writer's.")
    boolean reader;

    @Option(
            names = "--ca-pem",
            description = "The CA's certificate itself instead of a path (json, yaml, jdbc, properties).")
    boolean caPem;

    @Option(
            names = "--write-ca",
            paramLabel = "FILE",
            description = "Write the CA's certificate here, and name this file.")
    @Nullable
    String writeCa;

    @Mixin
    Place place = new Place();

    @Mixin
    Remote remote = new Remote();

    Credentials(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Api api = remote.api(console);
        Credential credential = read(api, place.database(api, name), role.name());
        Optional<Path> ca = caPem && writeCa == null ? Optional.empty() : CaFile.of(console, credential, writeCa);
        console.out().print(format.write(Account.of(credential, reader, ca), caPem));
        return Exit.DONE;
    }

    static Credential read(Api api, Ref database, String role) {
        JsonNode c = api.get(Route.of(database) + "/credentials/" + Api.encode(role));
        return new Credential(
                Role.of(role).orElseThrow(),
                Tree.text(c, "/host"),
                Tree.text(c, "/readerHost"),
                (int) Tree.number(c, "/port", 5432),
                Tree.text(c, "/database"),
                Tree.text(c, "/username"),
                Tree.text(c, "/password"),
                Tree.text(c, "/sslmode"),
                Tree.maybe(c, "/caPem"),
                Tree.maybe(c, "/caFile"));
    }
}
