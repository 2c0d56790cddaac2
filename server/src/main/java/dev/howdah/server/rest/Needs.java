package dev.howdah.server.rest;

import dev.howdah.control.Caller;
import dev.howdah.control.Caller.Right;
import org.jspecify.annotations.Nullable;

/** The least right that a route needs; the control plane looks again, closer. */
enum Needs {
    /** Not even a token. */
    NOTHING("no token"),
    TOKEN("any token"),
    VIEWER("the right viewer"),
    EDITOR("the right editor"),
    ADMIN("the right admin");

    private final String words;

    Needs(String words) {
        this.words = words;
    }

    /** @param namespace that the request is about; null when it is about none or about all that the caller sees */
    void check(Caller caller, @Nullable String namespace) {
        boolean fine = switch (this) {
            case NOTHING, TOKEN -> namespace == null || caller.may(Right.VIEWER, namespace);
            case VIEWER -> enough(caller, Right.VIEWER, namespace);
            case EDITOR -> enough(caller, Right.EDITOR, namespace);
            case ADMIN -> caller.right() == Right.ADMIN;
        };
        if (!fine) {
            String where = this == ADMIN || namespace == null ? "" : " in namespace " + namespace;
            throw new Refusal(
                    Refusal.Code.FORBIDDEN,
                    "this needs " + words + where + "; token '" + caller.name() + "' is "
                            + caller.right().text()
                            + (caller.namespace() == null ? "" : " of namespace " + caller.namespace()));
        }
    }

    private static boolean enough(Caller caller, Right right, @Nullable String namespace) {
        return namespace == null ? caller.right().compareTo(right) >= 0 : caller.may(right, namespace);
    }
}
