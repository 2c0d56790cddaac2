package dev.howdah.server.rest;

import dev.howdah.control.ControlPlane;
import dev.howdah.operation.Operation;
import dev.howdah.resource.Ref;
import dev.howdah.spi.Backup;
import dev.howdah.spi.BackupEngine;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Backups. */
record BackupRoutes(ControlPlane plane) {

    /** Backups. */
    record BackupItems(List<Backup> items) {}

    private static final List<String> TYPES = Arrays.stream(BackupEngine.Type.values())
            .map(t -> t.name().toLowerCase(Locale.ROOT))
            .toList();

    private static final Param TYPE = Param.oneOf(
            "type", "query", "how much it copies; left out: what changed since the last backup, or a dump", TYPES);

    List<Route> routes() {
        return List.of(
                Route.post(
                                "/api/v1/clusters/{name}/backup",
                                "Begin a backup of a cluster",
                                Needs.ADMIN,
                                Route.Body.NONE,
                                Operation.class,
                                c -> Reply.ok(plane.backup(c.caller(), Ref.cluster(c.path("name")), type(c))))
                        .with(Param.path("name", "the resource's name"), TYPE),
                Route.post(
                                "/api/v1/namespaces/{ns}/databases/{name}/backup",
                                "Begin a dump of a database; where its cluster is backed up as a whole, a backup of that,"
                                        + " for platform admins",
                                Needs.EDITOR,
                                Route.Body.NONE,
                                Operation.class,
                                c -> Reply.ok(
                                        plane.backup(c.caller(), Ref.database(c.path("ns"), c.path("name")), type(c))))
                        .with(Param.path("ns", "the namespace"), Param.path("name", "the resource's name"), TYPE),
                Route.get(
                                "/api/v1/backups",
                                "List backups, the newest first; those of clusters as a whole to platform admins",
                                Needs.VIEWER,
                                BackupItems.class,
                                c -> Reply.ok(new BackupItems(plane.backups(
                                        c.caller(),
                                        c.namespace(),
                                        c.query("cluster").orElse(null),
                                        c.limit()))))
                        .with(
                                Param.text("namespace", "only of databases of this namespace"),
                                Param.text("cluster", "only of this cluster and of databases on it"),
                                Param.limit()));
    }

    private static BackupEngine.@Nullable Type type(Call call) {
        String word = call.query("type").orElse(null);
        if (word == null) {
            return null;
        }
        if (!TYPES.contains(word)) {
            throw Refusal.malformed("'" + word + "' is no type of backup: there are " + String.join(", ", TYPES));
        }
        return BackupEngine.Type.valueOf(word.toUpperCase(Locale.ROOT));
    }
}
