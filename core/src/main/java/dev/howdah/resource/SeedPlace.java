package dev.howdah.resource;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.howdah.resource.bind.Field;
import org.jspecify.annotations.Nullable;

/**
 * A place that seeds of orders may come from. In YAML its beginning, or a map.
 *
 * @param from what {@link Seed#from} has to begin with; {@code {namespace}} stands for the order's
 * @param region of a bucket; left out: us-east-1
 * @param endpoint of a bucket that is not Amazon's, with http:// or https://
 * @param caFile of a bucket or an https server: PEM of the CA that signed its certificate; left out: the system's
 * @param credentialFile of a bucket: an AWS credentials file; left out: whatever the control plane's machine has
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SeedPlace(
        @Field("a directory's path, or how an https://, http:// or s3:// address begins; {namespace} is the order's")
        String from,

        @Field("of a bucket; left out: us-east-1") @Nullable String region,

        @Field("of a bucket that is not Amazon's: http:// or https://") @Nullable
        String endpoint,

        @Field("PEM of the CA that signed the certificate of an https:// server or endpoint; left out: the system's")
        @Nullable
        String caFile,

        @Field("absolute path of an AWS credentials file, whose default profile counts") @Nullable
        String credentialFile) {

    /** A place that needs no more than its beginning. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static SeedPlace named(String from) {
        return new SeedPlace(from, null, null, null, null);
    }
}
