package dev.howdah.aws;

import dev.howdah.resource.Reason;
import dev.howdah.spi.Bucket;
import dev.howdah.spi.Buckets;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Buckets by the SDK of AWS. */
public final class S3Buckets implements Buckets {

    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** Between two packets: a part of an object takes as long as it takes. */
    private static final Duration SILENCE = Duration.ofSeconds(30);

    @Override
    public Bucket open(Place place) {
        S3ClientBuilder builder = S3Client.builder()
                .region(Region.of(place.region() == null ? "us-east-1" : place.region()))
                .credentialsProvider(key(place.key().get()))
                .httpClient(http(place.ca()))
                // what speaks like S3 does not know the newer ones
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .overrideConfiguration(o -> o.retryStrategy(RetryMode.STANDARD));
        if (place.endpoint() != null) {
            builder.endpointOverride(place.endpoint()).forcePathStyle(true);
        }
        String where = "bucket " + place.bucket() + (place.endpoint() == null ? "" : " at " + place.endpoint());
        return new S3Bucket(builder.build(), place.bucket(), where);
    }

    private static AwsCredentialsProvider key(Optional<Key> key) {
        if (key.isEmpty()) {
            return DefaultCredentialsProvider.builder().build();
        }
        Key k = key.get();
        AwsCredentials credentials = k.token().isPresent()
                ? AwsSessionCredentials.create(k.id(), k.secret(), k.token().get())
                : AwsBasicCredentials.create(k.id(), k.secret());
        return () -> credentials;
    }

    private static SdkHttpClient http(@Nullable Path ca) {
        var builder =
                UrlConnectionHttpClient.builder().connectionTimeout(CONNECT).socketTimeout(SILENCE);
        if (ca != null) {
            TrustManagerFactory trusted = trusted(ca);
            builder.tlsTrustManagersProvider(trusted::getTrustManagers);
        }
        return builder.build();
    }

    private static TrustManagerFactory trusted(Path ca) {
        try (var in = Files.newInputStream(ca)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int n = 0;
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca-" + n++, certificate);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory;
        } catch (IOException | GeneralSecurityException e) {
            throw new Trouble(
                    Reason.CREDENTIAL_UNREADABLE, "the CA certificate " + ca + " can't be read, or is none", e);
        }
    }
}
