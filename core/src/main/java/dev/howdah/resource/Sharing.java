package dev.howdah.resource;

import dev.howdah.resource.bind.Field;
import java.util.List;
import java.util.regex.Pattern;

/**
 * With whom the owner of a database shares it.
 *
 * @param namespace whose links may use it, {@code *} for any letters
 * @param roles that they may act as
 */
public record Sharing(
        @Field(
                value = "whose links may use it, * for any letters",
                pattern = "[-a-z0-9*]+",
                form = "lower-case letters, digits, '-' and '*'")
        String namespace,

        @Field(value = "that they may act as", most = 3) List<Role> roles) {

    public Sharing {
        roles = List.copyOf(roles);
    }

    boolean covers(String with, Role role) {
        return roles.contains(role) && matches(namespace, with);
    }

    /** Whether a name fits a pattern in which {@code *} stands for any letters. */
    static boolean matches(String pattern, String name) {
        return Pattern.matches(Pattern.quote(pattern).replace("*", "\\E.*\\Q"), name);
    }
}
