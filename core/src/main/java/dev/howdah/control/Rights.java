package dev.howdah.control;

import dev.howdah.resource.Kind;
import dev.howdah.resource.Ref;
import org.jspecify.annotations.Nullable;

/** Who may do what. A viewer sees one namespace, an editor orders in one, an admin does everything. */
final class Rights {

    void need(Caller caller, Caller.Right right, @Nullable String namespace, String what) {
        if (!caller.may(right, namespace)) {
            throw new RefusedException(
                    RefusedException.Why.FORBIDDEN,
                    "token '" + caller.name() + "' (" + describe(caller) + ") may not " + what + ": it takes "
                            + (namespace == null ? "a platform admin" : right.text() + " of namespace " + namespace));
        }
    }

    void platform(Caller caller, String what) {
        need(caller, Caller.Right.ADMIN, null, what);
    }

    /** Clusters and sinks may be seen by everybody: orders name them. */
    void see(Caller caller, Ref ref) {
        if (ref.kind() == Kind.CLUSTER || ref.kind() == Kind.SECRET_SINK) {
            return;
        }
        String namespace = ref.kind() == Kind.NAMESPACE ? ref.name() : ref.namespace();
        need(caller, Caller.Right.VIEWER, namespace, "see " + ref);
    }

    /** The namespace that a list is narrowed to. */
    @Nullable
    String narrow(Caller caller, Kind kind, @Nullable String asked) {
        if (caller.right() == Caller.Right.ADMIN || !kind.namespaced()) {
            return asked;
        }
        if (asked != null) {
            need(caller, Caller.Right.VIEWER, asked, "list " + kind.plural() + " of namespace " + asked);
        }
        return caller.namespace();
    }

    private static String describe(Caller caller) {
        return caller.right().text() + (caller.namespace() == null ? "" : " of " + caller.namespace());
    }
}
