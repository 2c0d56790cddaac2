package dev.howdah.imports;

import dev.howdah.resource.InvalidException;
import dev.howdah.resource.Problem;
import dev.howdah.resource.Resource;
import dev.howdah.resource.bind.Findings;
import dev.howdah.resource.yaml.Shown;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What an import has come to so far: documents, notes, and what is wrong. */
final class Draft {

    /** @param head all but the spec */
    private record Document(String kind, Map<String, Object> head, Map<String, Object> spec) {}

    private final List<Document> documents = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, Integer> names = new LinkedHashMap<>();
    private Optional<String> contact = Optional.empty();
    private String source = "";

    /** The file that the next words are about. */
    void at(String file) {
        source = file;
    }

    void note(String sentence) {
        String note = source + ": " + Shown.sentence(sentence);
        if (!notes.contains(note)) {
            notes.add(note);
        }
    }

    /** A note that says itself which file it is about. */
    void told(String note) {
        notes.add(note);
    }

    /** Names what has no counterpart, if there is any. */
    void nothingLike(List<String> paths, String instead) {
        if (!paths.isEmpty()) {
            note("no counterpart: " + String.join(", ", paths) + ": " + instead);
        }
    }

    void wrong(String path, int line, String message) {
        problems.add(new Problem(source, line == 0 ? null : line, null, null, path, message));
    }

    void wrong(Findings findings) {
        findings.all().forEach(f -> wrong(f.path(), f.line(), f.message()));
    }

    void wrong(List<Problem> others) {
        problems.addAll(others);
    }

    /** Who answers for what is ordered. */
    void contact(String who) {
        contact = Optional.of(who);
    }

    /** Adds a document; its spec can be filled later on. */
    Map<String, Object> document(String kind, Optional<String> namespace, String name) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        namespace.ifPresent(n -> metadata.put("namespace", n));
        metadata.put("name", name);
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("apiVersion", Resource.API_VERSION);
        document.put("kind", kind);
        document.put("metadata", metadata);
        Map<String, Object> spec = new LinkedHashMap<>();
        documents.add(new Document(kind, document, spec));
        return spec;
    }

    /** A name as orders have it. */
    String name(String path, int line, String foreign) {
        String name =
                foreign.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]+", "-").replaceAll("^-+|-+$", "");
        if (!name.equals(foreign)) {
            note(path + " " + Shown.quoted(foreign) + " is called " + name + " here");
        }
        if (names.merge(name, 1, Integer::sum) > 1) {
            wrong(path, line, Shown.quoted(foreign) + " is there twice");
        }
        return name;
    }

    /** A delivery into each sink that was asked for. */
    static List<Map<String, Object>> deliveries(List<String> sinks, Map<String, Object> fields) {
        return sinks.stream()
                .map(sink -> {
                    Map<String, Object> delivery = new LinkedHashMap<>();
                    delivery.put("role", fields.getOrDefault("role", "write"));
                    delivery.put("to", sink);
                    delivery.putAll(fields);
                    return delivery;
                })
                .toList();
    }

    List<String> notes() {
        return List.copyOf(notes);
    }

    /** @throws InvalidException when anything is wrong */
    List<Map<String, Object>> end() {
        if (problems.isEmpty() && documents.isEmpty()) {
            String why =
                    notes.stream().filter(n -> n.contains("no counterpart")).collect(Collectors.joining("; "));
            wrong("", 0, "there is nothing in it that could be ordered here" + (why.isEmpty() ? "" : "; " + why));
        }
        if (!problems.isEmpty()) {
            throw new InvalidException(problems);
        }
        return documents.stream().map(this::whole).toList();
    }

    private Map<String, Object> whole(Document document) {
        Map<String, Object> spec = new LinkedHashMap<>();
        if (document.kind().equals("Database")) {
            contact.ifPresent(who -> spec.put("owner", Map.of("contact", who)));
        }
        spec.putAll(document.spec());
        Map<String, Object> whole = new LinkedHashMap<>(document.head());
        if (!spec.isEmpty()) {
            whole.put("spec", spec);
        }
        return whole;
    }
}
