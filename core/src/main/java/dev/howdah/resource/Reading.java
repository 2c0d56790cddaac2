package dev.howdah.resource;

import dev.howdah.resource.bind.Binder;
import dev.howdah.resource.bind.Findings;
import dev.howdah.resource.bind.Suggestion;
import dev.howdah.resource.yaml.Node;
import dev.howdah.resource.yaml.Shown;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns the documents of one text into resources, and collects what is wrong with them. */
final class Reading {

    /** More problems than this help nobody. */
    private static final int MOST_PROBLEMS = 200;

    private static final List<String> FIELDS = List.of("apiVersion", "kind", "metadata", "spec", "status");
    private static final List<String> LIST_FIELDS = List.of("apiVersion", "kind", "metadata", "items", "next");

    private final String source;
    private final @Nullable String namespace;
    private final List<Resource> resources = new ArrayList<>();
    private final List<Integer> lines = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();

    Reading(String source, @Nullable String namespace) {
        this.source = source;
        this.namespace = namespace;
    }

    /** The namespace for documents that name none. */
    @Nullable
    String namespace() {
        return namespace;
    }

    void note(String sentence) {
        notes.add(source + ": " + sentence);
    }

    /** One document, whatever shape it has. */
    void document(Node node) {
        if (!(node instanceof Node.Fields fields)) {
            problem(
                    node.line(),
                    "a document is a map with apiVersion, kind, metadata and spec; found " + Binder.described(node));
        } else if (ChartValues.isChartFile(fields)) {
            note("line " + fields.line() + ": a chart's application.yaml, which is not needed here, was passed over");
        } else if (ChartValues.isValues(fields)) {
            new ChartValues(this).convert(fields);
        } else if (isList(fields)) {
            list(fields);
        } else {
            resource(fields);
        }
    }

    private static boolean isList(Node.Fields fields) {
        return text(fields, "kind").endsWith("List")
                || (fields.entries().containsKey("items") && !fields.entries().containsKey("kind"));
    }

    private void list(Node.Fields fields) {
        Findings findings = new Findings();
        new Binder(findings).refuseUnknown(fields, LIST_FIELDS, "");
        report(findings, null);
        Node.Entry items = fields.entries().get("items");
        if (items == null || items.value().absent()) {
            return;
        }
        if (items.value() instanceof Node.Items list) {
            list.items().stream().filter(item -> !item.absent()).forEach(this::document);
        } else {
            problem(items.line(), "items: a list is wanted, found " + Binder.described(items.value()));
        }
    }

    private void resource(Node.Fields fields) {
        Findings findings = new Findings();
        Kind kind = header(fields, findings);
        if (kind == null) {
            report(findings, null);
            return;
        }
        Binder binder = new Binder(findings);
        binder.refuseUnknown(fields, FIELDS, "");
        Metadata metadata = binder.bind(Metadata.class, value(fields, "metadata"), "metadata");
        Record spec = binder.bind(specOf(kind), value(fields, "spec"), "spec");
        if (metadata != null) {
            metadata = ordered(kind, metadata, findings);
            NameRules.check(kind, metadata, findings);
            LabelRules.check(metadata, findings);
        }
        if (spec != null) {
            SpecRules.check(spec, findings);
        }
        report(findings, metadata == null ? null : new Ref(kind, metadata.namespace(), metadata.name()));
        if (metadata != null && spec != null) {
            add(make(metadata, spec), fields.line());
        }
    }

    private static @Nullable Kind header(Node.Fields fields, Findings findings) {
        if (!fields.entries().containsKey("apiVersion") && !fields.entries().containsKey("kind")) {
            findings.add(
                    "",
                    fields.line(),
                    "no order: write apiVersion: " + Resource.API_VERSION + " and kind: Database"
                            + ChartValues.near(fields)
                                    .map(near -> "; did you mean '" + near + "'?")
                                    .orElse(""));
            return null;
        }
        String version = text(fields, "apiVersion");
        if (!version.equals(Resource.API_VERSION)) {
            String found = version.isEmpty() ? "is missing" : Shown.quoted(version) + " is not known here";
            findings.add("apiVersion", line(fields, "apiVersion"), found + ": write " + Resource.API_VERSION);
        }
        String word = text(fields, "kind");
        Kind kind = Arrays.stream(Kind.values())
                .filter(k -> k.text().equals(word))
                .findFirst()
                .orElse(null);
        if (kind == null) {
            List<String> known = Arrays.stream(Kind.values()).map(Kind::text).toList();
            String hint = Kind.of(word)
                    .map(Kind::text)
                    .or(() -> Suggestion.nearest(word, known))
                    .map(k -> ": did you mean '" + k + "'?")
                    .orElse(": the kinds are " + String.join(", ", known));
            String found = word.isEmpty() ? "is missing" : Shown.quoted(word) + " is no kind";
            findings.add("kind", line(fields, "kind"), found + hint);
        }
        return kind;
    }

    /** Metadata as an order has it: the namespace filled in, without what only the server writes. */
    private Metadata ordered(Kind kind, Metadata metadata, Findings findings) {
        String own = metadata.namespace();
        if (kind.namespaced() && own != null) {
            sameNamespace(own, "metadata.namespace", findings);
        }
        String in = own == null && kind.namespaced() ? namespace : own;
        return new Metadata(
                in,
                metadata.name(),
                metadata.labels(),
                metadata.annotations(),
                null,
                null,
                metadata.resourceVersion(),
                null,
                null);
    }

    /** A document must not name another namespace than the one that was asked for. */
    void sameNamespace(String own, String path, Findings findings) {
        if (namespace != null && !own.equals(namespace)) {
            findings.add(
                    path,
                    "is " + Shown.quoted(own) + ", but " + Shown.quoted(namespace) + " was asked for: leave one out");
        }
    }

    static Class<? extends Record> specOf(Kind kind) {
        return switch (kind) {
            case NAMESPACE -> Namespace.Spec.class;
            case CLUSTER -> Cluster.Spec.class;
            case SECRET_SINK -> SecretSink.Spec.class;
            case DATABASE -> Database.Spec.class;
            case LINK -> Link.Spec.class;
        };
    }

    private static Resource make(Metadata metadata, Record spec) {
        return switch (spec) {
            case Namespace.Spec s -> new Namespace(metadata, s, Status.NEW);
            case Cluster.Spec s -> new Cluster(metadata, s, Status.NEW);
            case SecretSink.Spec s -> new SecretSink(metadata, s, Status.NEW);
            case Database.Spec s -> new Database(metadata, s, Status.NEW);
            case Link.Spec s -> new Link(metadata, s, Status.NEW);
            default -> throw new IllegalStateException("no kind has the spec " + spec);
        };
    }

    void add(Resource resource, int line) {
        resources.add(resource);
        lines.add(line);
    }

    void report(Findings findings, @Nullable Ref about) {
        for (Findings.Finding f : findings.all()) {
            Problem problem = new Problem(source, f.line() == 0 ? null : f.line(), null, null, f.path(), f.message());
            problems.add(about == null ? problem : problem.of(about));
        }
    }

    private void problem(int line, String message) {
        problems.add(new Problem(source, line, null, null, "", message));
    }

    static Node value(Node.Fields fields, String key) {
        Node.Entry entry = fields.entries().get(key);
        return entry == null ? new Node.Fields(fields.line(), fields.column(), Map.of()) : entry.value();
    }

    private static int line(Node.Fields fields, String key) {
        Node.Entry entry = fields.entries().get(key);
        return entry == null ? fields.line() : entry.line();
    }

    static String text(Node.Fields fields, String key) {
        Node.Entry entry = fields.entries().get(key);
        return entry != null && entry.value() instanceof Node.Scalar s && !s.absent() ? s.text() : "";
    }

    /** @throws InvalidException when anything is wrong */
    Documents.Parsed end() {
        Documents.check(resources).forEach(this::locate);
        if (problems.isEmpty()) {
            return new Documents.Parsed(List.copyOf(resources), List.copyOf(notes));
        }
        List<Problem> sorted = new ArrayList<>(problems);
        sorted.sort(Comparator.comparingInt(p -> p.line() == null ? 0 : p.line()));
        if (sorted.size() > MOST_PROBLEMS) {
            int more = sorted.size() - MOST_PROBLEMS;
            sorted = new ArrayList<>(sorted.subList(0, MOST_PROBLEMS));
            sorted.add(new Problem(source, null, null, null, "", "and " + more + " problems more"));
        }
        throw new InvalidException(sorted);
    }

    /** The line of the last document of that name: it is the one too many. */
    private void locate(Problem problem) {
        Integer line = null;
        for (int i = 0; i < resources.size(); i++) {
            if (resources.get(i).ref().toString().equals(problem.document())) {
                line = lines.get(i);
            }
        }
        problems.add(new Problem(source, line, null, problem.document(), problem.path(), problem.message()));
    }
}
