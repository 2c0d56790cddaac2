package dev.howdah.control;

import dev.howdah.resource.Role;
import java.time.Duration;
import java.util.Set;

/**
 * What is to be rotated, and how.
 *
 * @param roles of a database; none: all three
 * @param now whether the old logins and their sessions are cut as soon as the new ones work
 * @param grace how long nobody may have logged in with an old login before it is disabled
 */
public record RotationWish(Set<Role> roles, boolean now, Duration grace) {

    public RotationWish {
        roles = roles.isEmpty() ? Set.of(Role.values()) : Set.copyOf(roles);
    }
}
