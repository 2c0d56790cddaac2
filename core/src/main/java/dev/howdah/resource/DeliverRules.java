package dev.howdah.resource;

import dev.howdah.resource.bind.Findings;
import dev.howdah.resource.bind.Suggestion;
import dev.howdah.resource.yaml.Shown;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What holds between the fields of deliveries. What a sink allows, the sink says. */
final class DeliverRules {

    private static final int LONGEST_TEMPLATE = 32_768;
    private static final int LONGEST_NAME = 512;
    private static final Pattern ACCOUNT = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private final Deliver wish;
    private final String path;
    private final Format format;
    private final Findings findings;

    private DeliverRules(Deliver wish, String path, Findings findings) {
        this.wish = wish;
        this.path = path;
        this.format = wish.formatIn(wish.to().equals(Deliver.FILE));
        this.findings = findings;
    }

    static void check(List<Deliver> wishes, String path, Findings findings) {
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < wishes.size(); i++) {
            Deliver wish = wishes.get(i);
            String at = path + "[" + i + "]";
            check(wish, at, findings);
            Integer first = places.putIfAbsent(place(wish), i);
            if (first != null) {
                findings.add(at, "goes to the same place as " + path + "[" + first + "]: " + instead(wish));
            }
        }
    }

    private static String instead(Deliver wish) {
        if (wish.builtin()) {
            return "leave one out";
        }
        return "give one of them another " + (wish.to().equals(Deliver.FILE) ? "path" : "name or path");
    }

    static void check(Deliver wish, String path, Findings findings) {
        DeliverRules rules = new DeliverRules(wish, path, findings);
        rules.names();
        if (wish.builtin()) {
            rules.builtin();
            return;
        }
        rules.shape();
        rules.texts();
        rules.keys();
    }

    /** Where it goes, as far as that can be known without the sink. */
    private static String place(Deliver wish) {
        boolean named = wish.name() != null || wish.path() != null;
        String ending = wish.to().equals(Deliver.FILE)
                ? wish.formatIn(true) + "/" + Objects.requireNonNullElse(wish.syntax(), "")
                : "";
        String rest =
                named ? wish.name() + "\n" + wish.path() : wish.role().text() + "\n" + (wish.builtin() ? "" : ending);
        return wish.to() + "\n" + wish.namespace() + "\n" + rest;
    }

    private void add(String field, String message) {
        findings.add(path + "." + field, message);
    }

    private void names() {
        NameRules.form(wish.to(), PgNames.MAX_BYTES, path + ".to", findings);
        if (wish.namespace() != null) {
            NameRules.form(wish.namespace(), PgNames.MAX_BYTES, path + ".namespace", findings);
        }
        if (wish.serviceAccount() != null
                && !ACCOUNT.matcher(wish.serviceAccount()).matches()) {
            add("serviceAccount", Shown.quoted(wish.serviceAccount()) + " is no name of a service account");
        }
        printable("name", wish.name());
        printable("path", wish.path());
        printable("caFile", wish.caFile());
        if (wish.path() != null
                && (wish.path().startsWith("/")
                        || List.of(wish.path().split("/")).contains(".."))) {
            add("path", Shown.quoted(wish.path()) + " leaves the sink's directory: write a path below it, without ..");
        }
    }

    private void printable(String field, @Nullable String value) {
        if (value != null
                && (value.isBlank()
                        || value.length() > LONGEST_NAME
                        || CONTROL.matcher(value).find())) {
            add(field, value.isBlank() ? "is empty" : Shown.quoted(value) + " is too long or holds control characters");
        }
    }

    private void builtin() {
        if (!wish.equals(Deliver.of(wish.role(), Deliver.BUILTIN))) {
            findings.add(path, "the builtin sink holds every credential as it is: leave out all but role and to");
        }
    }

    private void shape() {
        if (wish.template() != null && format != Format.TEMPLATE) {
            add("template", "is for format: template, not " + format.text() + ": leave one of them out");
        }
        if (format == Format.TEMPLATE) {
            template();
        }
        if (wish.module() != null) {
            module(wish.module());
        }
    }

    private void template() {
        if (wish.template() == null) {
            add("template", "is missing: format template is a text with {{field}}s");
        } else if (wish.template().length() > LONGEST_TEMPLATE) {
            add("template", "has " + wish.template().length() + " characters: at most " + LONGEST_TEMPLATE);
        } else {
            Templates.of(wish).problems().forEach(problem -> add("template", Shown.sentence(problem)));
        }
    }

    private void module(String module) {
        if (format != Format.OPTA) {
            add("module", "is for format: opta");
        } else if (!FormatKeys.VARIABLE.matcher(module).matches()) {
            add(
                    "module",
                    Shown.quoted(module) + " can't begin the name of an environment variable: write letters,"
                            + " digits and '_', no digit first");
        }
    }

    private void texts() {
        boolean text = FormatKeys.oneText(format);
        if (wish.key() != null && !text) {
            add("key", "is for formats of one text; " + format.text() + " has keys of its own");
        } else if (wish.key() != null && !FormatKeys.KEY.matcher(wish.key()).matches()) {
            add("key", Shown.quoted(wish.key()) + " is no key: write letters, digits, '.', '_' and '-'");
        }
        if (wish.syntax() != null && text && format != Format.TEMPLATE) {
            add("syntax", "format " + format.text() + " has a syntax of its own: leave it out");
        } else if (wish.syntax() == Deliver.Syntax.PLAIN && !text) {
            add("syntax", "plain is for templates; keys and values are dotenv, json, yaml or properties");
        }
        if (!FormatKeys.keyed(format) && !wish.add().isEmpty()) {
            add("add", "format " + format.text() + " has no keys to add to");
        }
        if (format == Format.MASSDRIVER && wish.host() != null) {
            add("host", "massdriver has an artifact for each: leave it out");
        }
        if (Set.copyOf(wish.add()).size() < wish.add().size()) {
            add("add", "names something twice");
        }
    }

    private void keys() {
        if (wish.rename().isEmpty()) {
            return;
        }
        if (!FormatKeys.keyed(format)) {
            add("rename", "format " + format.text() + " has no keys to rename");
            return;
        }
        List<String> known = format == Format.OPTA ? FormatKeys.always(format) : FormatKeys.all(format, wish.add());
        Set<String> seen = new HashSet<>();
        wish.rename().forEach((from, to) -> {
            if (!known.contains(from)) {
                add(
                        at(from),
                        "format " + format.text() + " has no such key"
                                + Suggestion.nearest(from, known)
                                        .map(k -> ": did you mean '" + k + "'?")
                                        .orElse(": it has " + String.join(", ", known)));
            } else {
                value(from, to);
            }
            if (!seen.add(to)) {
                add(at(from), Shown.quoted(to) + " is there twice");
            }
        });
        stays(known).stream()
                .filter(seen::contains)
                .forEach(key -> add("rename", Shown.quoted(key) + " is the name of another key already"));
        opta(known);
    }

    /** Keys that keep their names. */
    private List<String> stays(List<String> known) {
        return known.stream().filter(k -> !wish.rename().containsKey(k)).toList();
    }

    private static String at(String key) {
        return "rename[" + Shown.text(key) + "]";
    }

    private void value(String from, String to) {
        if (FormatKeys.variables(format) && !FormatKeys.VARIABLE.matcher(to).matches()) {
            add(
                    at(from),
                    Shown.quoted(to) + " is no name of an environment variable: write letters, digits and '_', no"
                            + " digit first");
        } else if (!FormatKeys.KEY.matcher(to).matches()) {
            add(at(from), Shown.quoted(to) + " is no key: write letters, digits, '.', '_' and '-'");
        }
    }

    /** Opta takes all four names or none. */
    private void opta(List<String> known) {
        if (format != Format.OPTA) {
            return;
        }
        String missing = stays(known).stream().sorted().collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            add(
                    "rename",
                    missing + (missing.contains(",") ? " are" : " is") + " missing: opta needs all four of "
                            + String.join(", ", known));
        }
    }
}
