package dev.howdah.cli;

import dev.howdah.cli.api.Api;
import dev.howdah.cli.io.Console;
import dev.howdah.cli.io.Exit;
import dev.howdah.cli.io.Failure;
import dev.howdah.cli.io.PrivateFile;
import dev.howdah.cli.pg.Account;
import dev.howdah.cli.pg.CaFile;
import dev.howdah.cli.pg.ConnectionTest;
import dev.howdah.cli.pg.Finding;
import dev.howdah.spi.Credential;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = {
            "Tests a connection stage by stage; says for each failure what to do.",
            "Name, TCP, TLS and how strictly it is verified, login, server, database, role, tables.",
            "  howdah check NAME",
            "  howdah check --host HOST --database DATABASE --user USER",
            "The second form is for any PostgreSQL; the password comes from PGPASSWORD, --password-stdin or ~/.pgpass."
        })
final class Check implements Callable<Integer> {

    enum SslMode {
        disable,
        prefer,
        require,
        verify_ca,
        verify_full;

        @Override
        public String toString() {
            return name().replace('_', '-');
        }
    }

    private final Console console;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "The database, when it was ordered here.")
    @Nullable
    String name;

    @Option(
            names = {"-r", "--role"},
            paramLabel = "ROLE",
            defaultValue = "write",
            description = "With NAME: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    Credentials.RoleName role = Credentials.RoleName.write;

    @Option(names = "--host", paramLabel = "HOST", description = "The server, when it was not.")
    @Nullable
    String host;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "5432",
            description = "Its port (default: ${DEFAULT-VALUE}).")
    int port = 5432;

    @Option(names = "--database", paramLabel = "DATABASE", description = "The database on it.")
    @Nullable
    String database;

    @Option(names = "--user", paramLabel = "USER", description = "Who logs in.")
    @Nullable
    String user;

    @Option(names = "--password-stdin", description = "Read the password from stdin.")
    boolean passwordStdin;

    @Option(
            names = "--sslmode",
            paramLabel = "MODE",
            description = "${COMPLETION-CANDIDATES}; left out: verify-full with --ca, else require.")
    @Nullable
    SslMode sslmode;

    @Option(names = "--ca", paramLabel = "FILE", description = "PEM of the CA that signed the server's certificate.")
    @Nullable
    String ca;

    @Mixin
    Place place = new Place();

    @Mixin
    Format format = new Format();

    @Mixin
    Remote remote = new Remote();

    Check(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if ((name == null) == (host == null)) {
            throw Failure.usage(
                    name == null ? "what is to be checked?" : "both NAME and --host are given",
                    "Write: check NAME, or: check --host HOST --database DATABASE --user USER");
        }
        Account account = host != null ? given(host) : ordered(String.valueOf(name));
        var report = new CheckReport(console, format);
        List<Finding> findings = new ConnectionTest(account).run(report::each);
        report.end(account, findings);
        return findings.stream().anyMatch(Finding::failed) ? Exit.FAILED : Exit.DONE;
    }

    private Account ordered(String order) {
        Api api = remote.api(console);
        Credential credential = Credentials.read(api, place.database(api, order), role.name());
        Account account = Account.of(credential, false, CaFile.of(console, credential, ca));
        return sslmode == null ? account : with(account, sslmode.toString());
    }

    private static Account with(Account a, String mode) {
        return new Account(a.host(), a.port(), a.database(), a.user(), a.password(), mode, a.caFile(), a.caPem());
    }

    private Account given(String server) {
        if (database == null || user == null) {
            throw Failure.usage("--host needs --database and --user beside it");
        }
        Optional<Path> file = Optional.ofNullable(ca).map(console::path);
        file.filter(f -> !Files.isReadable(f)).ifPresent(f -> {
            throw Failure.of("can't read the CA's certificate in " + f);
        });
        String mode = sslmode != null ? sslmode.toString() : ca != null ? "verify-full" : "require";
        return new Account(server, port, database, user, password(), mode, file.map(Path::toString), Optional.empty());
    }

    /** Empty: pgjdbc looks into the user's password file by itself. */
    private String password() {
        if (!passwordStdin) {
            return console.variable("PGPASSWORD").orElse("");
        }
        try {
            String line = new BufferedReader(new InputStreamReader(console.in(), StandardCharsets.UTF_8)).readLine();
            return line == null ? "" : line;
        } catch (IOException e) {
            throw Failure.of("can't read the password from stdin: " + PrivateFile.reason(e));
        }
    }
}
