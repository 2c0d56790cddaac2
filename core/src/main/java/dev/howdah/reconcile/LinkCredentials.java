package dev.howdah.reconcile;

import dev.howdah.plan.LinkLogin;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Database;
import dev.howdah.resource.Link;
import dev.howdah.resource.Ref;
import dev.howdah.spi.Credential;
import dev.howdah.spi.Links;
import dev.howdah.spi.PasswordVault;
import dev.howdah.spi.PlatformAccess;
import java.util.Optional;
import java.util.UUID;

/** Hands out what a program needs to connect with a link's own login. */
public final class LinkCredentials {

    private final Reconciler.World world;

    public LinkCredentials(Reconciler.World world) {
        this.world = world;
    }

    /** A login that works, and where it leads. */
    public record Open(Link link, Database database, Cluster cluster, PasswordVault.Entry entry) {

        public Credential credential(PlatformAccess access) {
            return CredentialDesk.of(link.spec().role(), database, cluster, access, link.login(), entry.password());
        }
    }

    /** Empty while nobody can log in with it. */
    public Optional<Open> of(Link link) {
        UUID uid = link.metadata().requireUid();
        return LinkDesk.database(world, link)
                .filter(d -> link.metadata().deletionRequestedAt() == null
                        && d.metadata().deletionRequestedAt() == null
                        && LinkDesk.allowed(d, link))
                .filter(d -> world.store().links().get(uid).map(Links.Row::seen).orElse(0L) != 0)
                .flatMap(d -> world.vault()
                        .get(uid, LinkLogin.KEY)
                        .filter(PasswordVault.Entry::settled)
                        .flatMap(entry -> world.store()
                                .get(Ref.cluster(d.spec().cluster()))
                                .map(c -> new Open(link, d, (Cluster) c, entry))));
    }
}
