package dev.howdah.resource;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.howdah.resource.bind.Field;
import org.jspecify.annotations.Nullable;

/**
 * What a new database is filled with, once.
 *
 * @param from a dump: custom, directory, or plain SQL, compressed or not
 * @param sha256 what the file has to hash to; left out: anything
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Seed(
        @Field("where the dump is: a path, https://… or s3://bucket/key; the cluster says what it allows")
        String from,

        @Field(value = "what the file has to hash to", pattern = "[0-9a-f]{64}", form = "64 digits 0-9 a-f") @Nullable
        String sha256) {}
