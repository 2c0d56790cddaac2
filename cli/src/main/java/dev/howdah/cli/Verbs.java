package dev.howdah.cli;

import dev.howdah.cli.io.Console;
import dev.howdah.resource.TimeSpan;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.TypeConversionException;

/** All commands, in the order of the help. */
final class Verbs {

    @Command(
            name = "howdah",
            mixinStandardHelpOptions = true,
            versionProvider = Build.class,
            synopsisSubcommandLabel = "COMMAND",
            header = "Orders PostgreSQL databases and looks after them.",
            footer = {
                "",
                "Names of databases are written NAMESPACE/NAME, or NAME with -n NAMESPACE.",
                "Exit codes: 0 done, 1 failed, 2 usage (plan: changes), 3 not found, 4 conflict or refused, 5 timed out.",
                "Variables: HOWDAH_HOME, HOWDAH_URL, HOWDAH_TOKEN, HOWDAH_CA, HOWDAH_NAMESPACE, NO_COLOR."
            })
    private static final class Root {}

    /** The version that was built. */
    static final class Build implements IVersionProvider {
        static String version() {
            String version = Verbs.class.getPackage().getImplementationVersion();
            return version == null ? "unbuilt" : version;
        }

        @Override
        public String[] getVersion() {
            return new String[] {"howdah " + version()};
        }
    }

    private static final Map<String, Function<Console, Object>> ALL = new LinkedHashMap<>();

    static {
        ALL.put("up", Up::new);
        ALL.put("down", Down::new);
        ALL.put("server", Serve::new);
        ALL.put("status", Status::new);
        ALL.put("doctor", Doctor::new);
        ALL.put("apply", Apply::new);
        ALL.put("plan", Plan::new);
        ALL.put("get", Get::new);
        ALL.put("describe", Describe::new);
        ALL.put("delete", Delete::new);
        ALL.put("undelete", Undelete::new);
        ALL.put("orphans", Orphans::new);
        ALL.put("usage", Usage::new);
        ALL.put("adopt", Adopt::new);
        ALL.put("import", Import::new);
        ALL.put("credentials", Credentials::new);
        ALL.put("deliveries", Deliveries::new);
        ALL.put("rotate", Rotate::new);
        ALL.put("clone", Clone::new);
        ALL.put("backup", Backup::new);
        ALL.put("restore", Restore::new);
        ALL.put("operations", Operations::new);
        ALL.put("drill", Drill::new);
        ALL.put("drills", Drills::new);
        ALL.put("psql", Psql::new);
        ALL.put("check", Check::new);
        ALL.put("cluster", Cluster::new);
        ALL.put("events", Events::new);
        ALL.put("audit", Audit::new);
        ALL.put("token", Token::new);
        ALL.put("context", Context::new);
        ALL.put("completion", Completion::new);
        ALL.put("version", Version::new);
    }

    private Verbs() {}

    /** The whole command line. */
    static CommandLine all(Console console) {
        return only(console, "");
    }

    /** The command line with one command, which starts faster than with all; with all when there is no such command. */
    static CommandLine only(Console console, String verb) {
        var root = new CommandLine(new Root());
        Function<Console, Object> one = ALL.get(verb);
        if (one == null) {
            ALL.forEach((name, make) -> root.addSubcommand(name, make.apply(console)));
            root.addSubcommand("help", new CommandLine.HelpCommand());
        } else {
            root.addSubcommand(verb, one.apply(console));
        }
        return root.registerConverter(TimeSpan.class, Verbs::timeSpan)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(110)
                .setUsageHelpLongOptionsMaxWidth(30);
    }

    private static TimeSpan timeSpan(String text) {
        try {
            return TimeSpan.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
