package dev.howdah.resource;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.howdah.resource.yaml.Shown;
import org.jspecify.annotations.Nullable;

/**
 * One thing wrong with a document.
 *
 * @param source the text it is in: a file's name; null when there is none
 * @param line from 1; null when it is not known
 * @param column from 1, only of a text that can't be read at all
 * @param document which one: {@code Database idp-dev/my-db}; null when it is not known
 * @param path where in it: {@code spec.limits.connections}, {@code spec.access.networks[1]}; empty: all of it
 * @param message what, and what to write instead
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
        @Nullable String source,
        @Nullable Integer line,
        @Nullable Integer column,
        @Nullable String document,
        String path,
        String message) {

    public Problem(String path, String message) {
        this(null, null, null, null, path, message);
    }

    /** The same problem, said of this resource. */
    public Problem of(Ref ref) {
        return new Problem(source, line, column, Shown.text(ref.toString()), path, message);
    }

    /** {@code orders.yaml:12: Database idp-dev/my-db: spec.limits.connections: 0 is out of range: write 1 to 10000}. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        if (source != null) {
            out.append(source).append(':');
        }
        if (line != null) {
            out.append(source == null ? "line " : "").append(line).append(':');
        }
        if (column != null) {
            out.append(column).append(':');
        }
        out.append(out.isEmpty() ? "" : " ");
        out.append(document == null ? "" : document + ": ");
        return out.append(path.isEmpty() ? "" : path + ": ").append(message).toString();
    }
}
