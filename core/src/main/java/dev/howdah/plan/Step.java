package dev.howdah.plan;

/** One change. Every step may run twice. */
public interface Step {

    /** One line for people: {@code create role idp-dev-my-db-read}. */
    String describe();

    /** Whether data or access is lost that no later step brings back. */
    default boolean destructive() {
        return false;
    }
}
