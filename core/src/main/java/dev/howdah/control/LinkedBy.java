package dev.howdah.control;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.howdah.resource.Role;
import org.jspecify.annotations.Nullable;

/**
 * Who uses a database through a link.
 *
 * @param login as PostgreSQL knows it
 * @param works whether it can log in
 * @param connections of its own; left out: as many as each login of the database
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LinkedBy(
        String namespace,
        String name,
        Role role,
        String login,
        boolean works,
        @Nullable Integer connections) {}
