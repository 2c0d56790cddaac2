package dev.howdah.reconcile;

import dev.howdah.resource.Cluster;
import dev.howdah.resource.Database;
import dev.howdah.resource.Format;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Link;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Resource;
import dev.howdah.resource.Role;
import dev.howdah.resource.SecretSink;
import dev.howdah.shape.Setting;
import dev.howdah.shape.Shapes;
import dev.howdah.spi.Address;
import dev.howdah.spi.Contents;
import dev.howdah.spi.Credential;
import dev.howdah.spi.Deliveries;
import dev.howdah.spi.PlatformAccess;
import dev.howdah.spi.SinkWriter;
import dev.howdah.spi.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/**
 * One pass over one delivery: looks at the sink when what is to be there has changed or was not looked at for long, and
 * puts it there whole. A sink that is in trouble keeps nobody waiting but its own deliveries.
 */
final class DeliveryTurn {

    private static final Duration LONGEST_REST = Duration.ofMinutes(5);
    private static final Duration NOT_YET = Duration.ofSeconds(10);
    private static final Duration SILENT = Duration.ofSeconds(30);

    private final Reconciler.World world;
    private final Places places;
    private final Sinks sinks;
    private final CredentialDesk desk;

    DeliveryTurn(Reconciler.World world, Places places, Sinks sinks) {
        this.world = world;
        this.places = places;
        this.sinks = sinks;
        this.desk = new CredentialDesk(world);
    }

    Optional<Instant> turn(UUID uid) {
        Optional<Deliveries.Row> found = world.deliveries().get(uid);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Deliveries.Row row = found.get();
        try {
            SecretSink sink = sinks.need(row.sink());
            if (Sinks.silent(sink)) {
                if (row.reason() != Reason.SINK_UNREACHABLE) {
                    fail(row, new Trouble(Reason.SINK_UNREACHABLE, "the sink does not answer"));
                }
                return Optional.of(world.clock().instant().plus(SILENT));
            }
            return row.leaving() ? remove(row, sink) : deliver(row, sink);
        } catch (Trouble t) {
            fail(row, t);
            if (t.reason() == Reason.SINK_UNREACHABLE) {
                wakeSink(row.sink());
            }
            return Optional.of(world.clock().instant().plus(rest(row.failures())));
        }
    }

    private Optional<Instant> remove(Deliveries.Row row, SecretSink sink) {
        if (row.begun()) {
            sinks.writer(sink).remove(sink, row.address());
        }
        world.store().inTransaction(() -> {
            tell(row, false, "DeliveryRemoved", "the " + what(row) + " was removed");
            world.deliveries().forget(row.uid());
            return true;
        });
        wakeOwner(row);
        return Optional.empty();
    }

    private Optional<Instant> deliver(Deliveries.Row row, SecretSink sink) {
        Optional<Resource> order = owner(row);
        if (order.isEmpty()) {
            return Optional.empty();
        }
        Optional<Contents> contents = contents(order.get(), row, sink);
        if (contents.isEmpty()) {
            return Optional.of(world.clock().instant().plus(NOT_YET));
        }
        Contents wanted = contents.get();
        String print = world.vault().print(wanted.entries() + "\n" + wanted.text() + wanted.caPem());
        Instant now = world.clock().instant();
        boolean known = row.done() && row.print().equals(print);
        if (known
                && row.checkedAt() != null
                && row.checkedAt().plus(sink.checkEvery()).isAfter(now)) {
            return Optional.of(row.checkedAt().plus(sink.checkEvery()));
        }
        SinkWriter writer = sinks.writer(sink);
        SinkWriter.Seen seen = writer.look(sink, row.address(), wanted);
        boolean there = mine(row, seen);
        if (!there) {
            if (!world.deliveries().begin(row.uid())) {
                return Optional.of(now);
            }
            writer.put(sink, row.address(), wanted, seen);
        }
        world.store().inTransaction(() -> {
            world.deliveries().held(row.uid(), print, !there, now);
            if (!there) {
                tell(row, false, known ? "DeliveryRepaired" : "Delivered", said(row, known));
            }
            return true;
        });
        if (!row.done()) {
            wakeOwner(row);
        }
        return Optional.of(now.plus(spread(sink.checkEvery())));
    }

    /**
     * Whether what is there is what is wanted. What is in the way stays, whatever it is, unless it is known to be this
     * delivery's.
     */
    private static boolean mine(Deliveries.Row row, SinkWriter.Seen seen) {
        if (!(seen instanceof SinkWriter.Seen.Held held)) {
            return false;
        }
        boolean ours = held.owner() == SinkWriter.Owner.OURS
                || (held.owner() == SinkWriter.Owner.UNKNOWN && (held.same() || row.begun()));
        if (!ours) {
            throw new Trouble(
                    Reason.SINK_TAKEN,
                    "something that Howdah did not deliver is there already: remove it, or choose another name");
        }
        return held.same();
    }

    /** Empty when the order was let go or lies in the trash: its own turn comes back to the delivery. */
    private Optional<Resource> owner(Deliveries.Row row) {
        return world.store().get(row.owner()).filter(r -> r.metadata().deletionRequestedAt() == null);
    }

    /** Whether its sink holds what it is to hold, asked now. */
    boolean holds(Deliveries.Row row) {
        SecretSink sink = sinks.need(row.sink());
        if (Sinks.silent(sink)) {
            throw new Trouble(Reason.SINK_UNREACHABLE, "the sink does not answer");
        }
        return owner(row)
                .flatMap(order -> contents(order, row, sink))
                .filter(wanted ->
                        sinks.writer(sink).look(sink, row.address(), wanted) instanceof SinkWriter.Seen.Held held
                                && held.same())
                .isPresent();
    }

    /** Empty while there is nothing to deliver yet. */
    private Optional<Contents> contents(Resource owner, Deliveries.Row row, SecretSink sink) {
        return switch (owner) {
            case Database d -> contents(d, row, sink);
            case Link l ->
                new LinkCredentials(world).of(l).map(open -> contents(row, sink, open.cluster(), open::credential));
            default -> Optional.empty();
        };
    }

    private Optional<Contents> contents(Database order, Deliveries.Row row, SecretSink sink) {
        Optional<CredentialDesk.Key> entry =
                desk.password(order, row.address().parcel().wish().role());
        if (entry.isEmpty() || order.status().database() == null) {
            return Optional.empty();
        }
        if (!entry.get().known()) {
            throw new Trouble(
                    Reason.CREDENTIAL_UNREADABLE,
                    "the password was kept when the database was adopted, and nobody told it to Howdah: rotate it");
        }
        Cluster cluster = (Cluster) world.store()
                .get(Ref.cluster(order.spec().cluster()))
                .orElseThrow(() -> new Trouble(Reason.CLUSTER_NOT_FOUND, "its cluster is not registered"));
        Role role = row.address().parcel().wish().role();
        return Optional.of(
                contents(row, sink, cluster, access -> desk.credential(order, cluster, access, role, entry.get())));
    }

    private Contents contents(
            Deliveries.Row row, SecretSink sink, Cluster cluster, Function<PlatformAccess, Credential> of) {
        PlatformAccess access = places.of(cluster).access(cluster);
        Credential credential = of.apply(access);
        if (row.address().parcel().wish().format() == Format.GEN3) {
            world.engine().tryLogin(access, credential.database(), credential.username(), credential.password());
        }
        return shaped(
                row.address(),
                sink,
                credential,
                Optional.ofNullable(cluster.status().version()));
    }

    private Contents shaped(Address address, SecretSink sink, Credential credential, Optional<String> version) {
        SinkWriter writer = sinks.writer(sink);
        boolean file = sink.spec().type().equals("file");
        boolean pointsThere = address.parcel().wish().formatIn(file) == Format.EXTERNALSECRET;
        Setting setting = new Setting(
                file, writer.caFile(sink, address), pointsThere ? sinks.secretRule() : SecretSink.AWS_NAME, version);
        try {
            return Shapes.of(credential, address.parcel(), setting);
        } catch (IllegalArgumentException e) {
            throw new Trouble(Reason.SINK_NOT_ALLOWED, String.valueOf(e.getMessage()), e);
        }
    }

    private void fail(Deliveries.Row row, Trouble trouble) {
        boolean news = row.reason() != trouble.reason() || !row.message().equals(trouble.sentence());
        world.store().soon(() -> {
            world.deliveries().failed(row.uid(), trouble.reason(), trouble.sentence());
            if (news) {
                world.store()
                        .event(
                                row.address().parcel().order(),
                                row.owner(),
                                true,
                                trouble.reason().text(),
                                what(row) + ": " + trouble.sentence());
            }
            return true;
        });
        if (news) {
            wakeOwner(row);
        }
    }

    /** Its condition changes. */
    private void wakeOwner(Deliveries.Row row) {
        world.queue().now(row.address().parcel().order().kind(), row.owner());
    }

    private void wakeSink(String name) {
        world.store()
                .get(Ref.sink(name))
                .ifPresent(s -> world.queue().now(Kind.SECRET_SINK, s.metadata().requireUid()));
    }

    private void tell(Deliveries.Row row, boolean warning, String reason, String message) {
        Ref order = row.address().parcel().order();
        world.store().event(order, row.owner(), warning, reason, message);
        world.store().audit("howdah", "deliver", order.toString(), row.owner(), message, List.of());
    }

    private static String said(Deliveries.Row row, boolean known) {
        return "the " + what(row) + (known ? " was lost or changed there, and was written again" : " was written");
    }

    private static String what(Deliveries.Row row) {
        return row.address().parcel().wish().role().text() + " credential in sink " + row.sink() + " at "
                + row.address().place();
    }

    private static Duration rest(int failures) {
        Duration grown = Duration.ofSeconds(1L << Math.min(failures, 10));
        return spread(grown.compareTo(LONGEST_REST) < 0 ? grown : LONGEST_REST);
    }

    /** Not all at once. */
    private static Duration spread(Duration duration) {
        return Duration.ofMillis(
                (long) (duration.toMillis() * ThreadLocalRandom.current().nextDouble(0.8, 1.2)));
    }
}
