package dev.howdah.server.rest;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads a query string as UTF-8, whatever charset the body is in. */
final class QueryString {

    private QueryString() {}

    static Map<String, List<String>> parse(@Nullable String raw) {
        var all = new TreeMap<String, List<String>>();
        for (String pair : raw == null ? new String[0] : raw.split("&")) {
            if (!pair.isEmpty()) {
                String[] sides = pair.split("=", 2);
                all.computeIfAbsent(decode(sides[0]), k -> new ArrayList<>())
                        .add(sides.length == 2 ? decode(sides[1]) : "");
            }
        }
        return all;
    }

    private static String decode(String text) {
        try {
            String decoded = URLDecoder.decode(text, StandardCharsets.UTF_8);
            if (decoded.chars().noneMatch(c -> c < ' ' || c == 0xFFFD)) {
                return decoded;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw Refusal.malformed("the query is not URL-encoded UTF-8 without control characters");
    }
}
