package dev.howdah.server.rest;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads {@code a=b,c=d}: labels and fields that must be equal to a text. */
final class Selectors {

    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._/-]{0,251}[A-Za-z0-9])?");

    private Selectors() {}

    static Map<String, String> parse(Call call, String param) {
        var wanted = new TreeMap<String, String>();
        for (String pair : call.query(param).orElse("").split(",")) {
            if (pair.isBlank()) {
                continue;
            }
            String[] sides = pair.split("==?", 2);
            String key = sides[0].strip();
            if (sides.length != 2 || !KEY.matcher(key).matches()) {
                throw Refusal.malformed(param + ": write KEY=VALUE, many with commas between");
            }
            if (wanted.putIfAbsent(key, sides[1].strip()) != null) {
                throw Refusal.malformed(param + ": '" + key + "' is there twice");
            }
        }
        return wanted;
    }
}
