package dev.howdah.kubernetes;

import dev.howdah.spi.Address;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What is written on everything that a delivery makes, and tells it from what it must not touch. */
final class Marks {

    /** Of the fields that Howdah writes. */
    static final String FIELD_MANAGER = "howdah";

    static final String DELIVERY = "howdah.dev/delivery";

    /** On a Secret for whose sake there is a Role; it is there before the Role is, and goes after it. */
    static final String SERVICE_ACCOUNT = "howdah.dev/service-account";

    private static final String MANAGED_BY = "app.kubernetes.io/managed-by";

    private Marks() {}

    static Map<String, String> labels(Address address) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put(MANAGED_BY, "howdah");
        labels.put(DELIVERY, address.uid().toString());
        labels.put("howdah.dev/namespace", address.parcel().namespace());
        labels.put("howdah.dev/name", address.parcel().order().name());
        labels.put("howdah.dev/role", address.parcel().wish().role().text());
        return labels;
    }

    static boolean ours(HasMetadata object, Address address) {
        return address.uid().toString().equals(labels(object).get(DELIVERY));
    }

    /** Whether it bears all labels, whatever else it bears. */
    static boolean labelled(HasMetadata object, Address address) {
        return labels(object).entrySet().containsAll(labels(address).entrySet());
    }

    static Optional<String> serviceAccount(HasMetadata object) {
        Map<String, String> annotations = object.getMetadata().getAnnotations();
        return Optional.ofNullable(annotations == null ? null : annotations.get(SERVICE_ACCOUNT));
    }

    private static Map<String, String> labels(HasMetadata object) {
        Map<String, String> labels = object.getMetadata().getLabels();
        return labels == null ? Map.of() : labels;
    }
}
