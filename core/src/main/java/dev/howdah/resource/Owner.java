package dev.howdah.resource;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.howdah.resource.bind.Field;
import org.jspecify.annotations.Nullable;

/** Who answers for a resource: the register that notices before upgrades are sent to. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Owner(
        @Field(value = "the team that answers for it", pattern = FILLED, form = FILLED_FORM) @Nullable
        String team,

        @Field(value = "where notices go: an e-mail address or a channel", pattern = FILLED, form = FILLED_FORM)
        @Nullable
        String contact) {

    static final String FILLED = "(?=[\\s\\S]*\\S)[^\\r\\n\\t]{1,253}";
    static final String FILLED_FORM = "one line of up to 253 characters that are not all blank";
}
