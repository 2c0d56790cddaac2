package dev.howdah.cli.local;

import dev.howdah.cli.io.Tree;
import tools.jackson.databind.node.ObjectNode;

/**
 * What `doctor` found of one thing.
 *
 * @param mend what to do; empty when it is well
 */
public record Ailment(String what, Level level, String message, String mend) {

    /** How bad it is. */
    public enum Level {
        ok,
        warn,
        fail
    }

    static Ailment ok(String what, String message) {
        return new Ailment(what, Level.ok, message, "");
    }

    static Ailment warn(String what, String message, String mend) {
        return new Ailment(what, Level.warn, message, mend);
    }

    static Ailment fail(String what, String message, String mend) {
        return new Ailment(what, Level.fail, message, mend);
    }

    public ObjectNode json() {
        return Tree.object()
                .put("check", what)
                .put("level", level.name())
                .put("message", message)
                .put("mend", mend);
    }
}
