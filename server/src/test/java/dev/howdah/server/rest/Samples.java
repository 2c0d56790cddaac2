package dev.howdah.server.rest;

import dev.howdah.operation.Operation;
import dev.howdah.resource.Condition;
import dev.howdah.resource.Database;
import dev.howdah.resource.Metadata;
import dev.howdah.resource.Mode;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Status;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a control plane in memory has to show. */
final class Samples {

    private Samples() {}

    static Metadata meta(@Nullable String namespace, String name) {
        return new Metadata(
                namespace, name, Map.of("tier", "gold"), Map.of(), FakePlane.UID, 1L, 1L, FakePlane.NOON, null);
    }

    static Status status() {
        return new Status(
                1,
                List.of(new Condition(
                        Condition.READY, Condition.Holds.True, Reason.CONVERGED, "all is well", FakePlane.NOON)),
                "nothing to do",
                "127.0.0.1",
                "127.0.0.1",
                5432,
                "a-shop",
                Map.of("write", "a-shop-write"),
                Map.of("pg_trgm", "1.6"),
                7_500_000L,
                null,
                null,
                null,
                null,
                null);
    }

    static Operation rotation(Ref about, String part) {
        return new Operation(
                FakePlane.UID,
                "Rotation",
                FakePlane.UID,
                about.kind(),
                about.namespace(),
                about.name(),
                part,
                "quiet",
                4,
                Map.of("grace", "1h"),
                0,
                "waits",
                "root",
                FakePlane.NOON,
                FakePlane.NOON,
                FakePlane.NOON,
                false,
                null,
                null);
    }

    static Database database(String namespace, String name, Mode mode) {
        var spec = new Database.Spec("default", mode, null, List.of(), null, null, List.of());
        return new Database(meta(namespace, name), spec, Status.NEW);
    }
}
