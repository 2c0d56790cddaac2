package dev.howdah.resource;

import dev.howdah.resource.bind.Findings;
import dev.howdah.resource.yaml.Shown;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What holds between the fields of a sink, and what each type can be told. */
final class SinkRules {

    private static final String NAMESPACES = "[a-z0-9*]([a-z0-9*-]{0,61}[a-z0-9*])?";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");
    private static final Set<String> PLACEHOLDERS = Set.of("namespace", "name", "role", "access");
    private static final long SHORTEST_CHECK = 10_000;
    private static final long LONGEST_CHECK = 30L * 24 * 3600 * 1000;

    private static final Set<String> NEED_SETTINGS = Set.of("awsSecretsManager", "vault");

    private SinkRules() {}

    static void check(SecretSink.Spec spec, Findings findings) {
        for (int i = 0; i < spec.namespaces().size(); i++) {
            form(
                    spec.namespaces().get(i),
                    NAMESPACES,
                    "spec.namespaces[" + i + "]",
                    "the name of a namespace, with * for any letters",
                    findings);
        }
        TimeSpan every = spec.checkEvery();
        if (every != null && (every.millis() < SHORTEST_CHECK || every.millis() > LONGEST_CHECK)) {
            findings.add("spec.checkEvery", every + " is out of range: write 10s to 30d");
        }
        Map<String, @Nullable Object> settings = new LinkedHashMap<>();
        settings.put("file", spec.file());
        settings.put("kubernetes", spec.kubernetes());
        settings.put("awsSecretsManager", spec.awsSecretsManager());
        settings.put("vault", spec.vault());
        settings.forEach((type, of) -> {
            if (of == null && type.equals(spec.type()) && NEED_SETTINGS.contains(type)) {
                findings.add("spec." + type, "is missing: a sink of type " + type + " needs its settings");
            } else if (of != null && !type.equals(spec.type())) {
                findings.add("spec." + type, "belongs to type " + type + ", and the type is " + spec.type());
            }
        });
        if (spec.file() != null) {
            file(spec.file(), findings);
        }
        if (spec.kubernetes() != null) {
            kubernetes(spec.kubernetes(), findings);
        }
        if (spec.awsSecretsManager() != null) {
            AwsSinkRules.check(spec.awsSecretsManager(), findings);
        }
        if (spec.vault() != null) {
            VaultRules.check(spec.vault(), findings);
        }
    }

    private static void file(SecretSink.FileSettings file, Findings findings) {
        absolute(file.directory(), "spec.file.directory", findings);
        String account = "[A-Za-z0-9_][A-Za-z0-9._-]{0,31}";
        form(file.owner(), account, "spec.file.owner", "the name of a user", findings);
        form(file.group(), account, "spec.file.group", "the name of a group", findings);
    }

    private static void kubernetes(SecretSink.KubernetesSettings kubernetes, Findings findings) {
        absolute(kubernetes.kubeconfig(), "spec.kubernetes.kubeconfig", findings);
        if (kubernetes.context() != null && kubernetes.kubeconfig() == null) {
            findings.add("spec.kubernetes.context", "is one of a kubeconfig: write kubeconfig, or leave it out");
        }
        names(
                kubernetes.secretName(),
                "[a-z0-9]([a-z0-9.-]*[a-z0-9])?",
                "spec.kubernetes.secretName",
                "a name in Kubernetes has lower-case letters, digits, '-' and '.'",
                findings);
    }

    /** Checks a rule for the names of secrets. */
    static void names(@Nullable String rule, String form, String path, String allowed, Findings findings) {
        if (rule == null) {
            return;
        }
        Matcher placeholders = PLACEHOLDER.matcher(rule);
        while (placeholders.find()) {
            if (!PLACEHOLDERS.contains(placeholders.group(1))) {
                findings.add(
                        path,
                        Shown.quoted(placeholders.group()) + " stands for nothing: there is {namespace}, {name}, {role}"
                                + " and {access}");
                return;
            }
        }
        if (!Pattern.matches(form, PLACEHOLDER.matcher(rule).replaceAll("x"))) {
            findings.add(path, Shown.quoted(rule) + " can't be used: " + allowed);
        } else if (!rule.contains("{role}")
                && !List.of("{namespace}", "{name}", "{access}").stream().allMatch(rule::contains)) {
            findings.add(
                    path,
                    Shown.quoted(rule) + " gives secrets of different roles the same name: write {role}, or"
                            + " {namespace}, {name} and {access}");
        }
    }

    static void form(@Nullable String text, String form, String path, String what, Findings findings) {
        if (text != null && !text.matches(form)) {
            findings.add(path, Shown.quoted(text) + " is not " + what);
        }
    }

    static void absolute(@Nullable String file, String path, Findings findings) {
        if (file != null && (!file.startsWith("/") || file.indexOf('\0') >= 0)) {
            findings.add(path, Shown.quoted(file) + " is no absolute path");
        }
    }

    /** Checks a variable that holds a secret. */
    static void variable(@Nullable String name, String path, Findings findings) {
        form(
                name,
                "[A-Za-z_][A-Za-z0-9_]{0,127}",
                path,
                "the name of a variable of the control plane's environment",
                findings);
        if (name != null && name.startsWith("HOWDAH_")) {
            findings.add(path, "variables that begin with HOWDAH_ are the control plane's own");
        }
    }

    /** Checks an address that secrets are sent to. */
    static void address(@Nullable String text, String path, String example, Findings findings) {
        if (text == null) {
            return;
        }
        try {
            URI uri = new URI(text);
            String host = uri.getHost();
            String rest = uri.getRawPath();
            boolean bare = (rest == null || rest.isEmpty() || rest.equals("/"))
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
            if (uri.getRawUserInfo() != null) {
                findings.add(path, "names a user: credentials are told elsewhere");
            } else if (host == null || !bare || !("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
                findings.add(path, Shown.quoted(text) + " is no address: write " + example);
            } else if (uri.getScheme().equals("http") && !ExistingRules.loopback(host.replaceAll("[\\[\\]]", ""))) {
                findings.add(
                        path,
                        "http lets anybody on the way read what is delivered: write https; only a server on loopback"
                                + " may do without");
            }
        } catch (URISyntaxException e) {
            findings.add(path, Shown.quoted(text) + " is no address: write " + example);
        }
    }
}
