package dev.howdah.resource;

import java.util.List;

/** Where connections may come from. An empty list means the cluster's networks. */
public record Access(List<Cidr> networks) {

    public Access {
        networks = List.copyOf(networks);
    }
}
