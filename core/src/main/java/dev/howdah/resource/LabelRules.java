package dev.howdah.resource;

import dev.howdah.resource.bind.Findings;
import dev.howdah.resource.yaml.Shown;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;

/** Labels and annotations, within the limits of Kubernetes. */
final class LabelRules {

    private static final Pattern KEY =
            Pattern.compile("(?:(?<prefix>[^/]+)/)?(?<name>(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])");
    private static final Pattern PREFIX =
            Pattern.compile("[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*");
    private static final Pattern VALUE = Pattern.compile("(?:(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?");
    private static final int LONGEST = 63;
    private static final int LONGEST_PREFIX = 253;
    private static final int ALL_ANNOTATIONS = 256 << 10;

    private LabelRules() {}

    static void check(Metadata metadata, Findings findings) {
        metadata.labels().forEach((key, value) -> {
            String path = "metadata.labels[" + Shown.text(key) + "]";
            key(key, path, findings);
            if (value.length() > LONGEST || !VALUE.matcher(value).matches()) {
                findings.add(
                        path,
                        Shown.quoted(value) + " can't be a label's value: up to 63 letters, digits, '-', '_' and '.', "
                                + "with a letter or digit first and last");
            }
        });
        metadata.annotations()
                .keySet()
                .forEach(key -> key(key, "metadata.annotations[" + Shown.text(key) + "]", findings));
        int bytes = size(metadata.annotations());
        if (bytes > ALL_ANNOTATIONS) {
            findings.add("metadata.annotations", bytes + " bytes altogether: at most 256Ki are allowed");
        }
    }

    private static void key(String key, String path, Findings findings) {
        var m = KEY.matcher(key);
        String prefix = m.matches() ? m.group("prefix") : null;
        boolean fine = m.matches()
                && m.group("name").length() <= LONGEST
                && (prefix == null
                        || (prefix.length() <= LONGEST_PREFIX
                                && PREFIX.matcher(prefix).matches()));
        if (!fine) {
            findings.add(
                    path,
                    Shown.quoted(key) + " can't be a key: write up to 63 letters, digits, '-', '_' and '.', with a "
                            + "letter or digit first and last, behind an optional DNS name and '/'");
        }
    }

    private static int size(Map<String, String> texts) {
        return texts.entrySet().stream()
                .mapToInt(e -> e.getKey().getBytes(StandardCharsets.UTF_8).length
                        + e.getValue().getBytes(StandardCharsets.UTF_8).length)
                .sum();
    }
}
