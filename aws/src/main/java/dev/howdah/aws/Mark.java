package dev.howdah.aws;

import dev.howdah.resource.SecretSink;
import dev.howdah.spi.Address;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.Tag;

/** What is said beside a secret: tags that tell whose it is, the platform's own tags, a description and a key. */
final class Mark {

    static final String DELIVERY = "howdah:delivery";

    private static final String KMS_KEY = "howdah:kmsKey";
    private static final String OWN_KEY = "aws/secretsmanager";

    private Mark() {}

    static Map<String, String> tags(SecretSink.AwsSettings settings, Address address) {
        Map<String, String> tags = new LinkedHashMap<>(settings.tags());
        tags.putAll(order(address));
        tags.put("howdah:role", address.parcel().wish().role().text());
        tags.put(DELIVERY, address.uid().toString());
        // AWS tells a key's ARN where an alias was given: whether the setting has changed is seen by this
        tags.put(KMS_KEY, key(settings));
        return tags;
    }

    private static Map<String, String> order(Address address) {
        return Map.of(
                "howdah:kind", address.parcel().order().kind().text(),
                "howdah:namespace", address.parcel().namespace(),
                "howdah:name", address.parcel().order().name());
    }

    static List<Tag> list(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(t -> Tag.builder().key(t.getKey()).value(t.getValue()).build())
                .toList();
    }

    static boolean ours(DescribeSecretResponse secret, Address address) {
        return address.uid().toString().equals(tags(secret).get(DELIVERY));
    }

    /**
     * Whether a deleted secret is of the same order, if perhaps of an earlier delivery: an order that comes again
     * finds its secret's name kept by the recovery window, and may have it back.
     */
    static boolean same(DescribeSecretResponse secret, Address address) {
        return tags(secret).entrySet().containsAll(order(address).entrySet())
                && tags(secret).containsKey(DELIVERY);
    }

    static boolean tagged(DescribeSecretResponse secret, SecretSink.AwsSettings settings, Address address) {
        return tags(secret).entrySet().containsAll(tags(settings, address).entrySet());
    }

    /** Whether description and key are as the sink says. */
    static boolean described(DescribeSecretResponse secret, SecretSink.AwsSettings settings) {
        return (settings.description() == null || settings.description().equals(secret.description()))
                && key(settings).equals(tags(secret).get(KMS_KEY))
                && sameKey(settings.kmsKey(), secret.kmsKeyId());
    }

    private static String key(SecretSink.AwsSettings settings) {
        return settings.kmsKey() == null ? OWN_KEY : settings.kmsKey();
    }

    private static boolean sameKey(@Nullable String wanted, @Nullable String found) {
        String own = "alias/" + OWN_KEY;
        String a = wanted == null ? own : wanted;
        String b = found == null ? own : found;
        boolean comparable = a.contains("alias/") == b.contains("alias/");
        return !comparable || a.equals(b) || a.endsWith("/" + b) || b.endsWith("/" + a) || b.endsWith(":" + a);
    }

    private static Map<String, String> tags(DescribeSecretResponse secret) {
        return secret.tags().stream().collect(Collectors.toMap(Tag::key, Tag::value, (a, b) -> b));
    }
}
