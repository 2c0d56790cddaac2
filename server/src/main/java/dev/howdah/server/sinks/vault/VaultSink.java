package dev.howdah.server.sinks.vault;

import dev.howdah.postgres.existing.SecretFiles;
import dev.howdah.resource.Deliver;
import dev.howdah.resource.Problem;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Role;
import dev.howdah.resource.SecretSink;
import dev.howdah.resource.SecretSink.VaultSettings;
import dev.howdah.server.sinks.vault.VaultHttp.Deadline;
import dev.howdah.spi.Address;
import dev.howdah.spi.Contents;
import dev.howdah.spi.Parcel;
import dev.howdah.spi.SinkWriter;
import dev.howdah.spi.Trouble;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** Secrets in HashiCorp Vault and OpenBao. Places are paths below the mount of the KV engine. */
public final class VaultSink implements SinkWriter {

    static final Duration LONGEST = Duration.ofSeconds(9);

    private static final String USUAL = "howdah/{namespace}/{role}";
    private static final Path POD_TOKEN = Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token");
    private static final Pattern NAME =
            Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*){0,4}");
    private static final int LONGEST_NAME = 200;

    private final Duration longest;
    private final VaultHttp http = new VaultHttp();
    private final Logins logins;

    /** @param secrets where the platform's own are read */
    public VaultSink(SecretFiles secrets) {
        this(secrets, LONGEST, POD_TOKEN, Clock.systemUTC());
    }

    VaultSink(SecretFiles secrets, Duration longest, Path podToken, Clock clock) {
        this.longest = longest;
        this.logins = new Logins(http, secrets, podToken, clock);
    }

    @Override
    public String type() {
        return "vault";
    }

    @Override
    public List<Problem> validate(SecretSink sink) {
        return List.of();
    }

    @Override
    public List<Problem> validate(SecretSink sink, Parcel parcel) {
        List<Problem> problems = new ArrayList<>();
        String name = parcel.wish().name();
        if (name != null && area(rule(settings(sink))) < 0) {
            problems.add(new Problem("name", "this sink names secrets itself: leave it out"));
        } else if (name != null && (!NAME.matcher(name).matches() || name.length() > LONGEST_NAME)) {
            problems.add(new Problem(
                    "name", "'" + name + "' is no path: write letters, digits, '.', '_' and '-', such as app/db"));
        }
        if (parcel.wish().path() != null) {
            problems.add(new Problem("path", "is for files: write name, or leave it out"));
        }
        if (parcel.wish().namespace() != null) {
            problems.add(new Problem("namespace", "is for Kubernetes: leave it out"));
        }
        if (parcel.wish().serviceAccount() != null) {
            problems.add(new Problem("serviceAccount", "is for Kubernetes: leave it out"));
        }
        return problems;
    }

    /** A name of one's own stays below what the sink's rule has for the namespace. */
    @Override
    public String place(SecretSink sink, Parcel parcel) {
        String rule = rule(settings(sink));
        String name = parcel.wish().name();
        return name == null ? parcel.fill(rule) : parcel.fill(rule.substring(0, area(rule))) + name;
    }

    /** Where the part of a rule ends that is a namespace's own; -1 when there is none. */
    private static int area(String rule) {
        int namespace = ("/" + rule).indexOf("/{namespace}/");
        return namespace < 0 ? -1 : namespace + "{namespace}/".length();
    }

    @Override
    public void check(SecretSink sink) {
        Session session = session(sink);
        String namespace = sink.spec().namespaces().stream()
                .filter(n -> !n.contains("*"))
                .findFirst()
                .orElse("howdah-check");
        Parcel sample = new Parcel(
                Ref.database(namespace, "howdah-check"),
                namespace + "-howdah-check-read",
                Deliver.of(Role.READ, sink.metadata().name()));
        var needs = kv(sink).needs(session.mount(), sample.fill(rule(settings(sink))));
        JsonNode held = session.post("sys/capabilities-self", Map.of("paths", needs.keySet()))
                .data();
        needs.forEach((path, wanted) -> {
            Set<String> has = StreamSupport.stream(held.path(path).spliterator(), false)
                    .map(JsonNode::asString)
                    .collect(Collectors.toSet());
            Set<String> missing = new TreeSet<>(wanted);
            missing.removeAll(has);
            if (!missing.isEmpty() && !has.contains("root")) {
                throw new Trouble(
                        Reason.SINK_DENIED,
                        "the platform's login may not " + String.join(", ", missing) + " " + path
                                + ": docs/sinks.md has the policy");
            }
        });
        engine(session, needs.keySet().iterator().next());
    }

    /** Whether the engine is there, and of the version that the sink says; not every Vault tells everybody. */
    private static void engine(Session session, String place) {
        String version;
        try {
            Answer answer = session.get("sys/internal/ui/mounts/" + session.mount());
            version = answer.data().path("options").path("version").asString("");
        } catch (Trouble t) {
            if (t.reason() != Reason.SINK_DENIED) {
                throw t;
            }
            session.get(place);
            return;
        }
        if (!version.isEmpty() && !version.equals(Integer.toString(session.version()))) {
            throw session.wrongVersion(Integer.parseInt(version));
        }
    }

    @Override
    public Seen look(SecretSink sink, Address address, Contents wanted) {
        return kv(sink).look(session(sink), address, wanted);
    }

    @Override
    public void put(SecretSink sink, Address address, Contents contents, Seen seen) {
        kv(sink).put(session(sink), address, contents, seen);
    }

    @Override
    public void remove(SecretSink sink, Address address) {
        kv(sink).remove(session(sink), address);
    }

    @Override
    public void close() {
        http.close();
    }

    private Session session(SecretSink sink) {
        return new Session(http, logins, settings(sink), Deadline.in(longest));
    }

    private static Kv kv(SecretSink sink) {
        Integer version = settings(sink).version();
        return version != null && version == 1 ? new Kv1() : new Kv2();
    }

    private static String rule(VaultSettings vault) {
        return vault.path() == null ? USUAL : vault.path();
    }

    private static VaultSettings settings(SecretSink sink) {
        VaultSettings vault = sink.spec().vault();
        if (vault == null) {
            throw new IllegalArgumentException("a sink of type vault has its settings");
        }
        return vault;
    }
}
