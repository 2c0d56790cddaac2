package dev.howdah.resource;

import dev.howdah.resource.bind.Field;
import java.util.List;

/** Where connections may come from. An empty list means the cluster's networks. */
public record Access(
        @Field(value = "networks that may connect; none: the cluster's", most = MAX_NETWORKS)
        List<Cidr> networks) {

    static final int MAX_NETWORKS = 100;

    public Access {
        networks = List.copyOf(networks);
    }
}
