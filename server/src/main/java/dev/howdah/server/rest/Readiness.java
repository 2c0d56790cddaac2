package dev.howdah.server.rest;

import java.util.Optional;

/** Whether the control plane can work. */
@FunctionalInterface
public interface Readiness {

    /** What it still waits for, such as {@code the Store}; empty when it is ready. Answers at once. */
    Optional<String> waitingFor();
}
