package dev.howdah.resource;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.howdah.resource.bind.Field;
import org.jspecify.annotations.Nullable;

/**
 * A place that backups go to: a directory, or a bucket of S3 or of what speaks like it.
 *
 * @param path absolute, on the control plane's machine; its content is encrypted
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record BackupRepository(
        @Field("a directory's absolute path") @Nullable String path,
        @Field("a bucket") @Nullable S3 s3) {

    /**
     * A bucket.
     *
     * @param endpoint left out: Amazon's; otherwise host or host:port, by https
     * @param prefix below which everything is; left out: {@code howdah}
     * @param credentialFile absolute path of an AWS credentials file (its {@code default} profile), which not everybody may read
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record S3(
            @Field(
                    value = "its name",
                    pattern = "[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]",
                    form = "a bucket's name: 3 to 63 of a-z, 0-9, . and -")
            String bucket,

            @Field("left out: us-east-1") @Nullable String region,

            @Field("host or host:port of what speaks like S3; left out: Amazon's") @Nullable
            String endpoint,

            @Field("below which everything is; left out: howdah") @Nullable
            String prefix,

            @Field("PEM of the CA that signed the endpoint's certificate; left out: the system's") @Nullable
            String caFile,

            @Field("absolute path of an AWS credentials file, whose default profile counts")
            String credentialFile) {}
}
