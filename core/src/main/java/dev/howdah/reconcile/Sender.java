package dev.howdah.reconcile;

import dev.howdah.resource.Database;
import dev.howdah.resource.Deliver;
import dev.howdah.resource.Link;
import dev.howdah.resource.Login;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Resource;
import dev.howdah.resource.Role;
import dev.howdah.spi.Parcel;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Whose credentials are delivered: a database, or a link.
 *
 * @param deliver as its spec says
 * @param login what a role's credential is named after in PostgreSQL
 */
public record Sender(Ref ref, String namespace, List<Deliver> deliver, Function<Role, String> login) {

    public static Optional<Sender> of(Resource resource) {
        return switch (resource) {
            case Database d -> Optional.of(of(d));
            case Link l -> Optional.of(of(l));
            default -> Optional.empty();
        };
    }

    static Sender of(Database order) {
        return new Sender(
                order.ref(),
                order.namespace(),
                order.spec().deliver(),
                role -> order.pgNames().login(Login.main(role)));
    }

    static Sender of(Link link) {
        return new Sender(link.ref(), link.namespace(), link.spec().deliver(), role -> link.login());
    }

    public Parcel parcel(Deliver wish) {
        return new Parcel(ref, login.apply(wish.role()), wish);
    }
}
