package dev.howdah.resource;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * An extension that a database wants. In YAML a plain name or a map.
 *
 * @param schema where its objects go; left out: where Howdah finds it safe
 * @param version left out: the cluster's default version, followed by later plans
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Extension(
        String name, @Nullable String schema, @Nullable String version) {}
