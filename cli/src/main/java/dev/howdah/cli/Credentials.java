package dev.howdah.cli;

import dev.howdah.cli.api.Api;
import dev.howdah.cli.api.ApiException;
import dev.howdah.cli.api.Route;
import dev.howdah.cli.io.Console;
import dev.howdah.cli.io.Exit;
import dev.howdah.cli.io.Failure;
import dev.howdah.cli.io.Tree;
import dev.howdah.cli.pg.CaFile;
import dev.howdah.resource.Deliver;
import dev.howdah.resource.Kind;
import dev.howdah.resource.PgNames;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Role;
import dev.howdah.resource.SecretSink;
import dev.howdah.shape.FileText;
import dev.howdah.shape.Setting;
import dev.howdah.shape.Shapes;
import dev.howdah.spi.Contents;
import dev.howdah.spi.Credential;
import dev.howdah.spi.Parcel;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
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

    /** Their readers look for the CA in a file. */
    private static final Set<dev.howdah.resource.Format> NEED_A_FILE = EnumSet.of(
            dev.howdah.resource.Format.ENV,
            dev.howdah.resource.Format.URI,
            dev.howdah.resource.Format.DJANGO,
            dev.howdah.resource.Format.DOTNET,
            dev.howdah.resource.Format.GO,
            dev.howdah.resource.Format.SERVICE,
            dev.howdah.resource.Format.PGPASS,
            dev.howdah.resource.Format.EXTERNALSECRET);

    private final Console console;

    @Parameters(paramLabel = "NAME", description = "The database or, with --link, the link.")
    String name = "";

    @Option(
            names = {"-r", "--role"},
            paramLabel = "ROLE",
            defaultValue = "write",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    RoleName role = RoleName.write;

    @Mixin
    ShapeWish shape = new ShapeWish();

    @Option(names = "--reader", description = "The readers' host instead of the writer's.")
    boolean reader;

    @Option(
            names = "--ca-pem",
            description =
                    "The CA's certificate itself instead of a path (jdbc, json, properties, servicebinding, spring, yaml).")
    boolean caPem;

    @Option(
            names = "--write-ca",
            paramLabel = "FILE",
            description = "Write the CA's certificate here, and name this file.")
    @Nullable
    String writeCa;

    @Option(names = "--link", description = "NAME is a link; it has one role.")
    boolean link;

    @Mixin
    Place place = new Place();

    @Mixin
    Remote remote = new Remote();

    Credentials(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Deliver wish = shape.wish(console, Role.of(role.name()).orElseThrow(), reader);
        if (caPem && NEED_A_FILE.contains(shape.format())) {
            throw Failure.usage(
                    "the format " + shape.format().text() + " can only name a file for the CA",
                    "Use --write-ca FILE instead, or one of: jdbc, json, properties, servicebinding, spring, yaml.");
        }
        Api api = remote.api(console);
        Ref order = place.order(api, name, link);
        Credential credential = read(api, order, role.name());
        if (link) {
            wish = shape.wish(console, credential.role(), reader);
        }
        Optional<Path> ca = caPem && writeCa == null ? Optional.empty() : CaFile.of(console, credential, writeCa);
        var setting = new Setting(false, ca.map(Path::toString), SecretSink.AWS_NAME, version(api, order));
        try {
            String text = text(wish, Shapes.of(credential, new Parcel(order, known(order, wish), wish), setting));
            console.out().print(text.endsWith("\n") ? text : text + "\n");
        } catch (IllegalArgumentException e) {
            throw Failure.of(String.valueOf(e.getMessage()));
        }
        return Exit.DONE;
    }

    /** What sinks name its secret after. */
    private static String known(Ref order, Deliver wish) {
        String namespace = String.valueOf(order.namespace());
        return order.kind() == Kind.LINK
                ? PgNames.link(namespace, order.name())
                : PgNames.of(namespace, order.name()).role(wish.role());
    }

    private String text(Deliver wish, Contents contents) {
        if (shape.exports()) {
            return FileText.exports(contents);
        }
        return FileText.of(
                contents,
                wish,
                switch (shape.format()) {
                    case MASSDRIVER -> ".json";
                    case SERVICEBINDING -> ".yaml";
                    default -> "";
                });
    }

    /** Massdriver's artifacts name the server's version; who may not see the cluster gets them without. */
    private Optional<String> version(Api api, Ref database) {
        if (shape.format() != dev.howdah.resource.Format.MASSDRIVER) {
            return Optional.empty();
        }
        try {
            String cluster = Tree.text(api.get(Route.of(database)), "/spec/cluster");
            return Tree.maybe(api.get(Route.of(Ref.cluster(cluster))), "/status/version");
        } catch (ApiException e) {
            return Optional.empty();
        }
    }

    /** @param role of a database; a link has one only */
    static Credential read(Api api, Ref order, String role) {
        String of = order.kind() == Kind.LINK ? "" : "/" + Api.encode(role);
        JsonNode c = api.get(Route.of(order) + "/credentials" + of);
        return new Credential(
                Role.of(Tree.maybe(c, "/role").orElse(role)).orElseThrow(),
                Tree.text(c, "/host"),
                Tree.text(c, "/readerHost"),
                (int) Tree.number(c, "/port", 5432),
                Tree.text(c, "/database"),
                Tree.text(c, "/username"),
                Tree.text(c, "/password"),
                Tree.text(c, "/sslmode"),
                Tree.maybe(c, "/caPem"),
                Tree.maybe(c, "/caFile"),
                Tree.elements(c.path("hosts")).map(h -> Tree.text(h, "")).toList());
    }
}
