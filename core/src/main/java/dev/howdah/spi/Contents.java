package dev.howdah.spi;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a secret holds, in the order in which it is written.
 *
 * @param entries keys and values; a text has exactly one entry, whose key is for sinks that need one
 * @param text whether it is a text of its own (a URL, a manifest, a line) and no list of keys and values
 * @param caPem the CA's certificate, for a sink that keeps it in a file beside; empty: not needed there
 */
public record Contents(Map<String, String> entries, boolean text, Optional<String> caPem) {

    public Contents {
        entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        if (text && entries.size() != 1) {
            throw new IllegalArgumentException("a text has one entry, not " + entries.size());
        }
    }

    public static Contents of(Map<String, String> entries) {
        return new Contents(entries, false, Optional.empty());
    }

    public static Contents text(String key, String value) {
        return new Contents(Map.of(key, value), true, Optional.empty());
    }

    /** The same, with a certificate beside it. */
    public Contents beside(Optional<String> pem) {
        return new Contents(entries, text, pem);
    }

    /** The text of a text. */
    public String onlyValue() {
        return entries.values().iterator().next();
    }

    /** The keys alone: the values hold passwords. */
    @Override
    public String toString() {
        return entries.keySet().toString();
    }
}
