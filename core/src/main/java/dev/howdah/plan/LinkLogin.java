package dev.howdah.plan;

import dev.howdah.resource.Link;
import dev.howdah.resource.Login;
import dev.howdah.resource.Role;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The login of a link, which its database is to have.
 *
 * @param uid of the link
 * @param name in PostgreSQL
 * @param mark its comment
 * @param role that it acts as
 * @param connections null: as many as each login of the database
 * @param settled whether PostgreSQL is known to have its password
 */
public record LinkLogin(
        UUID uid,
        String name,
        String mark,
        Role role,
        @Nullable Integer connections,
        boolean settled) {

    /** Under which the vault keeps a link's password, whatever role it acts as. */
    public static final Login KEY = Login.main(Role.READ);

    public static LinkLogin of(Link link, UUID uid, String database, boolean settled) {
        String mark = new LinkMark(uid, link.namespace(), link.metadata().name(), database).toString();
        return new LinkLogin(
                uid, link.login(), mark, link.spec().role(), link.spec().connections(), settled);
    }

    boolean marks(Observed.PgRole there) {
        return mark.equals(there.marker());
    }
}
