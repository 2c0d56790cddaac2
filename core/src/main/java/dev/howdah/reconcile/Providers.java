package dev.howdah.reconcile;

import dev.howdah.resource.Cluster;
import dev.howdah.spi.Provider;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The providers that this control plane has, by name. */
record Providers(Map<String, Provider> byName) {

    Optional<Provider> of(Cluster cluster) {
        return Optional.ofNullable(byName.get(cluster.spec().provider()));
    }

    String unknown(Cluster cluster) {
        return "provider '" + cluster.spec().provider() + "' is not here; there is: "
                + byName.keySet().stream().sorted().collect(Collectors.joining(", "));
    }
}
