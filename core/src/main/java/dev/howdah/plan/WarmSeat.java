package dev.howdah.plan;

import dev.howdah.resource.Cluster;
import dev.howdah.resource.Database;
import dev.howdah.resource.Limits;
import dev.howdah.resource.Metadata;
import dev.howdah.resource.PgNames;
import dev.howdah.resource.Status;
import java.util.UUID;

/**
 * An empty database with its roles and privileges, made before anybody ordered it. Until it is handed out its logins may
 * not log in and the database takes no connections, so that what was seen inside stays as it was.
 *
 * @param made the limits that it was made with
 */
public record WarmSeat(UUID uid, Limits made) {

    /** Where seats are while they wait. Names that begin with it are reserved: no order is ever there. */
    public static final String NAMESPACE = "howdah";

    /** The limits that a cluster's seats are made with now. */
    public static Limits limits(Cluster cluster) {
        Limits all = cluster.defaultLimits();
        return new Limits(
                all.connections(), null, all.statementTimeout(), all.idleInTransactionTimeout(), all.tempFiles());
    }

    /** A seat is planned, made and dropped as if it were an order of the plainest sort. */
    public Database order(Cluster cluster) {
        Database.Spec plain = Database.Spec.plain();
        return new Database(
                new Metadata(NAMESPACE, name(), java.util.Map.of(), java.util.Map.of(), uid, null, null, null, null),
                new Database.Spec(
                        cluster.metadata().name(), plain.mode(), null, plain.extensions(), null, made, plain.deliver()),
                Status.NEW);
    }

    public PgNames names() {
        return PgNames.of(NAMESPACE, name());
    }

    private String name() {
        return "seat-" + uid;
    }
}
