package dev.howdah.resource;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** Who answers for a resource: the register that notices before upgrades are sent to. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Owner(@Nullable String team, @Nullable String contact) {}
