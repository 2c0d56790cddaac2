package dev.howdah.resource.bind;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with a document, and remembers which line each field is in. */
public final class Findings {

    /** @param line 0 when it is not known */
    public record Finding(String path, int line, String message) {}

    private final List<Finding> all = new ArrayList<>();
    private final Map<String, Integer> lines = new LinkedHashMap<>();

    /** Says that something is wrong with a field. Its line is that of the nearest field around it that was read. */
    public void add(String path, String message) {
        all.add(new Finding(path, line(path), message));
    }

    /** Says that something is wrong, in a line that is known. */
    public void add(String path, int line, String message) {
        all.add(new Finding(path, line, message));
    }

    void seen(String path, int line) {
        lines.putIfAbsent(path, line);
    }

    private int line(String path) {
        for (String at = path; !at.isEmpty(); at = outer(at)) {
            @Nullable Integer line = lines.get(at);
            if (line != null) {
                return line;
            }
        }
        return lines.getOrDefault("", 0);
    }

    private static String outer(String path) {
        int cut = path.endsWith("]") ? path.lastIndexOf('[') : path.lastIndexOf('.');
        return cut < 0 ? "" : path.substring(0, cut);
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    public List<Finding> all() {
        return List.copyOf(all);
    }
}
