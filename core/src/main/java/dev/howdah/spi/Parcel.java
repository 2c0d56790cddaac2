package dev.howdah.spi;

import dev.howdah.resource.Deliver;
import dev.howdah.resource.Ref;

/**
 * A delivery as an order wants it.
 *
 * @param order the database or link whose credential it is
 * @param role its name in PostgreSQL, which no rotation changes: {@code idp-dev-my-db-write}
 * @param wish as the order says
 */
public record Parcel(Ref order, String role, Deliver wish) {

    /** The order's namespace, which every database and link has. */
    public String namespace() {
        String namespace = order.namespace();
        if (namespace == null) {
            throw new IllegalStateException(order + " has no namespace");
        }
        return namespace;
    }

    /** Fills the placeholders of a sink's rule for names. */
    public String fill(String rule) {
        return rule.replace("{namespace}", namespace())
                .replace("{name}", order.name())
                .replace("{role}", role)
                .replace("{access}", wish.role().text());
    }
}
