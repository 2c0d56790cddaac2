package dev.howdah.control;

import dev.howdah.resource.Ref;
import java.util.List;

/**
 * What a platform admin wants to be taken over.
 *
 * @param order that is to own it; need not exist
 * @param database its name in PostgreSQL now
 * @param owners roles whose objects go to the admin role, besides the database's owner
 * @param keepPasswords whether roles that bear the order's names keep the passwords that they have
 * @param confirmed false: only show what would be done
 */
public record AdoptionWish(
        Ref order, String cluster, String database, List<String> owners, boolean keepPasswords, boolean confirmed) {

    public AdoptionWish {
        owners = List.copyOf(owners);
    }
}
