package dev.howdah.shape;

import dev.howdah.resource.Deliver;
import dev.howdah.resource.Documents;
import dev.howdah.resource.PgNames;
import dev.howdah.resource.Role;
import dev.howdah.spi.Parcel;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * External Secrets for every role of an order, as the IDP's users write them by hand (seed 001). They point to AWS Secrets
 * Manager and hold no password.
 */
final class Manifests {

    private static final List<String> KEYS = List.of("username", "password", "endpoint", "port");

    private Manifests() {}

    static String externalSecrets(Reach r) {
        return roles(r.parcel()).stream()
                .map(parcel -> Documents.toYaml(manifest(parcel, r.setting().secretRule())))
                .collect(Collectors.joining("---\n"));
    }

    /** Those of the database; a login that is none of them stands for itself. */
    private static List<Parcel> roles(Parcel parcel) {
        PgNames names = PgNames.of(parcel.namespace(), parcel.order().name());
        if (!parcel.role().equals(names.role(parcel.wish().role()))) {
            return List.of(parcel);
        }
        return Arrays.stream(Role.values())
                .map(role -> new Parcel(
                        parcel.order(),
                        names.role(role),
                        Deliver.of(role, parcel.wish().to())))
                .toList();
    }

    private static Map<String, Object> manifest(Parcel parcel, String rule) {
        var spec = new LinkedHashMap<String, Object>();
        spec.put("refreshInterval", "1h");
        var store = new LinkedHashMap<String, Object>();
        store.put("name", "aws-secrets");
        store.put("kind", "ClusterSecretStore");
        spec.put("secretStoreRef", store);
        spec.put("target", Map.of("name", parcel.role()));
        spec.put("data", KEYS.stream().map(key -> entry(key, parcel.fill(rule))).toList());
        var manifest = new LinkedHashMap<String, Object>();
        manifest.put("apiVersion", "external-secrets.io/v1");
        manifest.put("kind", "ExternalSecret");
        manifest.put("metadata", Map.of("name", parcel.role()));
        manifest.put("spec", spec);
        return manifest;
    }

    private static Map<String, Object> entry(String key, String secret) {
        var remote = new LinkedHashMap<String, Object>();
        remote.put("key", secret);
        remote.put("property", key);
        var entry = new LinkedHashMap<String, Object>();
        entry.put("secretKey", key);
        entry.put("remoteRef", remote);
        return entry;
    }
}
