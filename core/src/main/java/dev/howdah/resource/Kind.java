package dev.howdah.resource;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The kinds of resource, with the words that REST paths and the CLI use for them. */
public enum Kind {
    NAMESPACE("Namespace", "namespaces", "ns", false),
    CLUSTER("Cluster", "clusters", "cl", false),
    SECRET_SINK("SecretSink", "secretsinks", "sink", false),
    DATABASE("Database", "databases", "db", true),
    LINK("Link", "links", "ln", true);

    private final String text;
    private final String plural;
    private final String shortName;
    private final boolean namespaced;

    Kind(String text, String plural, String shortName, boolean namespaced) {
        this.text = text;
        this.plural = plural;
        this.shortName = shortName;
        this.namespaced = namespaced;
    }

    /** As written in YAML: {@code Database}. */
    @JsonValue
    public String text() {
        return text;
    }

    /** As in REST paths: {@code databases}. */
    public String plural() {
        return plural;
    }

    /** Whether resources of this kind live in a namespace. */
    public boolean namespaced() {
        return namespaced;
    }

    /** Finds a kind by any of its words, in any case: {@code Database}, {@code databases}, {@code db}. */
    public static Optional<Kind> of(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(k -> k.text.toLowerCase(Locale.ROOT).equals(lower)
                        || k.plural.equals(lower)
                        || k.shortName.equals(lower))
                .findFirst();
    }
}
