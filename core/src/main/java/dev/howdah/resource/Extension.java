package dev.howdah.resource;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.howdah.resource.bind.Field;
import org.jspecify.annotations.Nullable;

/**
 * An extension that a database wants. In YAML a plain name or a map.
 *
 * @param schema where its objects go; left out: where Howdah finds it safe
 * @param version left out: the cluster's default version, followed by later plans
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Extension(
        @Field(value = "as CREATE EXTENSION names it", pattern = NAME, form = NAME_FORM)
        String name,

        @Field(
                value = "where its objects go; left out: where it is safe",
                pattern = "(?!pg_|information_schema$)[a-z_][-a-z0-9_]{0,62}",
                form = "a schema of your own: lower-case letters, digits, '_' and '-', not pg_* or information_schema")
        @Nullable
        String schema,

        @Field(
                value = "left out: the cluster's default version",
                pattern = "[0-9A-Za-z][0-9A-Za-z._+~]*(-[0-9A-Za-z._+~]+)*",
                form = "a version as pg_available_extension_versions lists it")
        @Nullable
        String version) {

    static final String NAME = "[a-z][a-z0-9_]*(-[a-z0-9_]+)*";
    static final String NAME_FORM = "an extension's name: lower-case letters, digits, '_' and '-', a letter first";

    /** An extension with nothing said of it but its name. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Extension named(String name) {
        return new Extension(name, null, null);
    }
}
