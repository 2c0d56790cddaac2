package dev.howdah.kubernetes;

import dev.howdah.resource.Format;
import dev.howdah.spi.Address;
import dev.howdah.spi.Contents;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The Secret that is to be there. */
record Wanted(Address address, Contents contents) {

    Secret secret() {
        Spot spot = Spot.of(address);
        SecretBuilder secret = new SecretBuilder()
                .withNewMetadata()
                .withNamespace(spot.namespace())
                .withName(spot.name())
                .withLabels(Marks.labels(address))
                .endMetadata()
                .withType(type())
                .withData(encoded());
        String account = address.parcel().wish().serviceAccount();
        if (account != null) {
            secret.editMetadata()
                    .addToAnnotations(Marks.SERVICE_ACCOUNT, account)
                    .endMetadata();
        }
        return secret.build();
    }

    /** Whether it is there, whatever others keep in the same Secret. */
    boolean is(Secret found) {
        Map<String, String> data = found.getData() == null ? Map.of() : found.getData();
        Map<String, String> wanted = encoded();
        Set<String> more = new TreeSet<>(Fields.keys(found, data.keySet()));
        more.retainAll(data.keySet());
        more.removeAll(wanted.keySet());
        String account = address.parcel().wish().serviceAccount();
        return data.entrySet().containsAll(wanted.entrySet())
                && more.isEmpty()
                && Marks.labelled(found, address)
                && Marks.serviceAccount(found).equals(Optional.ofNullable(account))
                && !rigid(found);
    }

    /** Whether it can only be made anew: a Secret's type can't be changed, nor anything of an immutable one. */
    boolean rigid(Secret found) {
        return !type().equals(found.getType()) || Boolean.TRUE.equals(found.getImmutable());
    }

    private String type() {
        return address.parcel().wish().format() == Format.SERVICEBINDING ? "servicebinding.io/postgresql" : "Opaque";
    }

    private Map<String, String> encoded() {
        Map<String, String> data = new LinkedHashMap<>();
        contents.entries()
                .forEach((key, value) ->
                        data.put(key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
        return data;
    }
}
