package dev.howdah.plan;

import java.util.List;

/** One change. Every step may run twice. */
public interface Step {

    /** One line for people: {@code create role idp-dev-my-db-read}. */
    String describe();

    /** Exact SQL, of a step that needs none but its own record for it. */
    default List<String> statements() {
        return List.of();
    }

    /** Whether data or access is lost that no later step brings back. */
    default boolean destructive() {
        return false;
    }
}
