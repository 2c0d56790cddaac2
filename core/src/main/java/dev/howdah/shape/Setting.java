package dev.howdah.shape;

import java.util.Optional;

/**
 * What a shape has to know of the sink that it is for.
 *
 * @param file whether it becomes a file
 * @param caFile where the sink keeps the CA's certificate beside the secret; empty: nowhere
 * @param secretRule name of an order's secrets in AWS Secrets Manager, for manifests that point there
 */
public record Setting(boolean file, Optional<String> caFile, String secretRule) {

    /** A sink of keys and values. */
    public static final Setting KEYS = new Setting(false, Optional.empty(), "customer/{namespace}/{role}");
}
