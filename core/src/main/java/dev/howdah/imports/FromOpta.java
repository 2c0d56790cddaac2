package dev.howdah.imports;

import dev.howdah.resource.Deliver;
import dev.howdah.resource.Format;
import dev.howdah.resource.Role;
import dev.howdah.resource.Rules;
import dev.howdah.resource.bind.Suggestion;
import dev.howdah.resource.yaml.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** An opta.yaml (seed 000): a database for each postgres module, a delivery for each service that links to one. */
final class FromOpta {

    private static final List<String> POSTGRES = List.of("postgres", "aws-postgres");
    private static final List<String> SERVICES = List.of("k8s-service", "aws-k8s-service", "helm-chart");

    /** What a module says of the server that Opta makes for it alone. */
    private static final List<String> SERVERS = List.of(
            "instance_class",
            "engine_version",
            "multi_az",
            "backup_retention_days",
            "extra_security_groups_ids",
            "create_global_database",
            "existing_global_database_id",
            "restore_from_snapshot");

    /** @param deliver of the order, to be filled by links */
    private record Module(String name, List<Map<String, Object>> deliver) {}

    private final Draft draft;
    private final Imports.Wish wish;
    private final Map<String, Module> databases = new LinkedHashMap<>();
    private final List<String> others = new ArrayList<>();
    private String namespace = "";

    FromOpta(Draft draft, Imports.Wish wish) {
        this.draft = draft;
        this.wish = wish;
    }

    void read(Node.Fields fields) {
        Values file = Values.of(fields, draft)
                .only("name", "org_name", "providers", "environments", "modules", "input_variables", "charts");
        namespace = wish.namespace()
                .or(() -> file.text("name").map(n -> draft.name("name", file.line("name"), n)))
                .orElse("");
        if (namespace.isEmpty()) {
            file.wrong("name", "is missing: it names the namespace, and so does -n");
            return;
        }
        List<Node> modules = file.list("modules");
        for (int i = 0; i < modules.size(); i++) {
            String path = "modules[" + i + "]";
            if (modules.get(i) instanceof Node.Fields module) {
                module(new Values(module, path, draft));
            } else {
                draft.wrong(path, modules.get(i).line(), "a map is wanted");
            }
        }
        draft.nothingLike(others, "only postgres modules are databases here");
    }

    private void module(Values module) {
        String type = module.text("type").orElse("");
        String name = module.text("name").orElse(type.replace("-", ""));
        if (type.isEmpty()) {
            module.wrong("type", "is missing");
        } else if (POSTGRES.contains(type)) {
            postgres(name, module);
        } else {
            if (module.has("links") && (SERVICES.contains(type) || type.endsWith("service"))) {
                links(name, module);
            } else {
                others.add(type.equals(name) ? type : type + " '" + name + "'");
            }
            databases.putIfAbsent(name, new Module("", List.of()));
        }
    }

    private void postgres(String name, Values module) {
        List<String> known = new ArrayList<>(SERVERS);
        known.addAll(List.of("type", "name", "safety", "database_name", "db_name"));
        module.only(known.toArray(String[]::new));
        exclusive(module, "database_name");
        exclusive(module, "create_global_database");
        exclusive(module, "restore_from_snapshot");
        String order = draft.name(module.at("name"), module.line("name"), name);
        Map<String, Object> spec = draft.document("Database", Optional.of(namespace), order);
        if (module.flag("safety").orElse(false)) {
            spec.put("mode", "protected");
        }
        List<Map<String, Object>> deliver = new ArrayList<>();
        spec.put("deliver", deliver);
        databases.put(name, new Module(order, deliver));
        module.flag("multi_az");
        module.flag("create_global_database");
        module.number("backup_retention_days", 0, 35, true);
        module.text("database_name")
                .ifPresent(n -> draft.note(
                        module.at("database_name") + " '" + n + "' has no counterpart: the database is called "
                                + namespace + "-" + order + ", and db_name says so"));
        if (module.has("db_name")) {
            draft.note(module.at("db_name") + " has no effect in Opta's postgres module; did you mean database_name?");
        }
        draft.nothingLike(
                SERVERS.stream().filter(module::has).map(module::at).toList(),
                "they are about a server of its own; here a cluster seats the database");
    }

    /** Opta refuses these before anything happens. */
    private static void exclusive(Values module, String key) {
        boolean set = module.has(key) && !module.text(key).orElse("").equals("false");
        if (set && module.has("existing_global_database_id")) {
            module.wrong(
                    key,
                    "contradicts existing_global_database_id, which joins a database that is there: leave one out");
        }
    }

    private void links(String service, Values module) {
        List<Node> links = module.list("links");
        for (int i = 0; i < links.size(); i++) {
            String path = module.at("links") + "[" + i + "]";
            switch (links.get(i)) {
                case Node.Scalar s -> link(service, s.text(), path, s.line(), Map.of());
                case Node.Fields f
                when f.entries().size() == 1 -> {
                    var entry = f.entries().entrySet().iterator().next();
                    Optional<Map<String, String>> names =
                            names(entry.getKey(), entry.getValue().value(), path);
                    names.ifPresent(n -> link(service, entry.getKey(), path, f.line(), n));
                }
                default ->
                    draft.wrong(
                            path, links.get(i).line(), "a link is a module's name, or a map of one module to a list");
            }
        }
    }

    /** The map of new names; empty where there is something wrong with it, and where the module is no database. */
    private Optional<Map<String, String>> names(String target, Node node, String path) {
        if (node.absent() || (node instanceof Node.Items none && none.items().isEmpty())) {
            return Optional.of(Map.of());
        }
        Module module = databases.get(target);
        if (module != null && module.name().isEmpty()) {
            return Optional.of(Map.of());
        }
        if (!(node instanceof Node.Items list) || !(list.items().getFirst() instanceof Node.Fields map)) {
            draft.wrong(path, node.line(), "a list with one map of names is wanted");
            return Optional.empty();
        }
        if (list.items().size() > 1) {
            draft.wrong(
                    path,
                    node.line(),
                    "has " + list.items().size()
                            + " entries: a link to a database takes one map of names; permissions of IAM are not supported");
            return Optional.empty();
        }
        Map<String, String> names = new TreeMap<>();
        Values values = new Values(map, path, draft);
        values.keys().forEach(key -> {
            if (values.node(key).orElse(null) instanceof Node.Scalar s && s.type() == Node.Type.TEXT) {
                names.put(key, s.text());
            } else {
                names.put(key, "x_" + key);
                values.wrong(key, "can only be renamed to another text");
            }
        });
        return Optional.of(names);
    }

    private void link(String service, String target, String path, int line, Map<String, String> names) {
        Module module = databases.get(target);
        if (module == null) {
            draft.wrong(
                    path,
                    line,
                    "there is no module '" + target + "' before this one"
                            + Suggestion.nearest(target, databases.keySet())
                                    .map(n -> ": did you mean '" + n + "'?")
                                    .orElse(""));
            return;
        }
        if (module.name().isEmpty()) {
            draft.note(path + " has no counterpart: '" + target + "' is no postgres module");
            return;
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("role", "admin");
        String secret = draft.name(path, line, service + "-" + target);
        fields.put("name", secret);
        fields.put("format", "opta");
        if (names.isEmpty()) {
            fields.put("module", target.replace('-', '_'));
        } else {
            fields.put("rename", names);
        }
        check(fields, names, path, line);
        module.deliver().addAll(Draft.deliveries(wish.sinks(), fields));
        draft.note("service '" + service + "' finds "
                + (names.isEmpty() ? target.replace('-', '_') + "_db_*" : String.join(", ", names.values()))
                + " in Secret " + secret + ", not in Opta's one named secret: add it to the service's envFrom");
        draft.note("services link as role admin, which may change the schema as Opta's user could; write is enough for"
                + " those that don't");
    }

    private void check(Map<String, Object> fields, Map<String, String> names, String path, int line) {
        Deliver wished = new Deliver(
                Role.ADMIN,
                "sink",
                Format.OPTA,
                null,
                null,
                null,
                null,
                names.isEmpty() ? String.valueOf(fields.get("module")) : null,
                names,
                null,
                null,
                null,
                List.of(),
                null,
                null,
                null);
        Rules.check(wished).forEach(p -> draft.wrong(path, line, p.message()));
    }
}
