package dev.howdah.shape;

import dev.howdah.resource.SecretSink;
import java.util.Optional;

/**
 * What a shape has to know of where it goes and comes from, beside the credential.
 *
 * @param file whether it becomes a file
 * @param caFile where the sink keeps the CA's certificate beside the secret; empty: nowhere
 * @param secretRule name of an order's secrets in AWS Secrets Manager, for manifests that point there
 * @param version of the PostgreSQL server, such as {@code 18.1}; empty: not known
 */
public record Setting(boolean file, Optional<String> caFile, String secretRule, Optional<String> version) {

    /** A sink of keys and values. */
    public static final Setting KEYS = new Setting(false, Optional.empty(), SecretSink.AWS_NAME, Optional.empty());
}
