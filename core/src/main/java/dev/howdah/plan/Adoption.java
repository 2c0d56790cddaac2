package dev.howdah.plan;

import java.util.List;

/**
 * How an order takes over a database that Howdah did not make; kept until that is done.
 *
 * @param database the name that it had when the platform asked for it
 * @param owners roles whose objects in it go to the order's admin
 */
public record Adoption(String database, List<String> owners) {

    public Adoption {
        owners = List.copyOf(owners);
    }
}
