package dev.howdah.control;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Who asks.
 *
 * @param name of the token, for the audit
 * @param namespace the one that an editor or viewer is bound to; null for a platform admin
 */
public record Caller(String name, Right right, @Nullable String namespace) {

    /** What a token may do, weakest first. */
    public enum Right {
        /** Sees one namespace; never its passwords. */
        VIEWER,
        /** Orders, changes, deletes and reads credentials in one namespace. */
        EDITOR,
        /** The platform team: everything. */
        ADMIN;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The control plane itself. */
    public static final Caller HOWDAH = new Caller("howdah", Right.ADMIN, null);

    /** Whether the right is there, in a namespace or (null) everywhere. */
    public boolean may(Right wanted, @Nullable String in) {
        if (right == Right.ADMIN) {
            return true;
        }
        return in != null && in.equals(namespace) && right.compareTo(wanted) >= 0;
    }
}
