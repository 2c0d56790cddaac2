package dev.howdah.plan;

import dev.howdah.resource.Login;
import dev.howdah.resource.Reason;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whether the names that an order needs are its own to use, and whether what it asks of the doors can be had. While
 * one answer is no, nothing at all is changed.
 */
final class Claims {

    private static final String MARK = "howdah: ";

    private Claims() {}

    static Optional<Plan.Blocked<DatabaseStep>> trouble(Wanted wanted, Observed observed) {
        return database(wanted, observed)
                .or(() -> roles(wanted, observed))
                .or(() -> networks(wanted, observed.server()));
    }

    private static Optional<Plan.Blocked<DatabaseStep>> database(Wanted wanted, Observed observed) {
        String name = wanted.names().database();
        if (observed.database().isEmpty()) {
            return wanted.seated()
                    ? blocked(
                            Reason.DATA_MISSING,
                            "Database " + name + " was there and is gone from cluster " + cluster(wanted)
                                    + ". It is not created anew, since that would hide the loss: restore it, or run"
                                    + " `howdah delete database " + ref(wanted) + " --purge --confirm "
                                    + wanted.database().metadata().name() + "` and order it again.")
                    : Optional.empty();
        }
        String comment = observed.database().get().marker();
        if (wanted.marks(comment)) {
            return Optional.empty();
        }
        if (comment.startsWith(MARK)) {
            return blocked(
                    Reason.NAME_TAKEN,
                    "Database " + name + " on cluster " + cluster(wanted) + " belongs to the order " + order(comment)
                            + ". Choose another name.");
        }
        return wanted.seated()
                ? blocked(
                        Reason.MARKER_MISSING,
                        "Database " + name + " no longer bears Howdah's marker, so it is left alone. If it is the"
                                + " right one, put the marker back: COMMENT ON DATABASE \"" + name + "\" IS '"
                                + wanted.marker() + "'.")
                : blocked(
                        Reason.NAME_TAKEN,
                        "A database " + name + " that Howdah did not make is on cluster " + cluster(wanted)
                                + " already. Choose another name, or ask the platform team to rename that one.");
    }

    private static Optional<Plan.Blocked<DatabaseStep>> roles(Wanted wanted, Observed observed) {
        String foreign = Login.ALL.stream()
                .map(wanted.names()::login)
                .filter(name -> {
                    Observed.PgRole role = observed.roles().get(name);
                    return role != null && !wanted.marks(role.marker());
                })
                .map(name -> name + maker(observed, name))
                .collect(Collectors.joining(", "));
        return foreign.isEmpty()
                ? Optional.empty()
                : blocked(
                        Reason.NAME_TAKEN,
                        "Cluster " + cluster(wanted) + " has roles of these names that are not this order's: " + foreign
                                + ". Choose another name, or ask the platform team to rename them.");
    }

    /** An order that names networks must never be reachable from others, not even while somebody reads this. */
    private static Optional<Plan.Blocked<DatabaseStep>> networks(Wanted wanted, Observed.Server server) {
        return wanted.database().networks().isEmpty() || server.networksSupported()
                ? Optional.empty()
                : blocked(
                        Reason.NETWORKS_UNSUPPORTED,
                        "Cluster " + cluster(wanted) + " can't restrict networks for each database: take"
                                + " spec.access.networks out of the order, or choose another cluster.");
    }

    private static String maker(Observed observed, String role) {
        Observed.PgRole there = observed.roles().get(role);
        return there != null && there.marker().startsWith(MARK) ? " (of " + order(there.marker()) + ")" : "";
    }

    /** The {@code namespace/name} that a marker ends with. */
    private static String order(String comment) {
        return comment.substring(comment.lastIndexOf(' ') + 1);
    }

    private static String ref(Wanted wanted) {
        return wanted.database().namespace() + "/"
                + wanted.database().metadata().name();
    }

    private static String cluster(Wanted wanted) {
        return wanted.cluster().metadata().name();
    }

    private static Optional<Plan.Blocked<DatabaseStep>> blocked(Reason reason, String message) {
        return Optional.of(new Plan.Blocked<>(reason, message));
    }
}
