package dev.howdah.spi;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Buckets of S3, and of what speaks like it. */
public interface Buckets {

    /** Quick: asks nothing. Close it after use. */
    Bucket open(Place place);

    /**
     * Where a bucket is.
     *
     * @param region null: us-east-1
     * @param endpoint null: Amazon's; of another one paths name the bucket, not hosts
     * @param ca PEM of who signed the endpoint's certificate; null: the system's
     * @param key asked when the bucket is opened; empty: whatever the machine has
     */
    record Place(
            String bucket,
            @Nullable String region,
            @Nullable URI endpoint,
            @Nullable Path ca,
            Supplier<Optional<Key>> key) {}

    /** Who asks. */
    record Key(String id, String secret, Optional<String> token) {
        @Override
        public String toString() {
            return id;
        }
    }
}
