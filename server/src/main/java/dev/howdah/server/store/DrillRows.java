package dev.howdah.server.store;

import dev.howdah.resource.Json;
import dev.howdah.spi.RestoreTest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/** The table of what drills found. */
record DrillRows(Transactions transactions) {

    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

    void add(RestoreTest t) {
        transactions.in(() -> transactions.with(h -> h.createUpdate("""
                        INSERT INTO howdah.restore_tests (uid, order_uid, namespace, name, cluster, at, millis, ok,
                            point, message, details)
                        VALUES (:uid, :order, :namespace, :name, :cluster, :at, :millis, :ok, :point, :message,
                            cast(:details AS jsonb)) ON CONFLICT (uid) DO NOTHING""")
                .bind("uid", t.uid())
                .bind("order", t.order())
                .bind("namespace", t.namespace())
                .bind("name", t.name())
                .bind("cluster", t.cluster())
                .bind("at", t.at())
                .bind("millis", t.millis())
                .bind("ok", t.ok())
                .bind("point", t.point())
                .bind("message", t.message())
                .bind("details", Json.write(t.details()))
                .execute()));
    }

    List<RestoreTest> list(@Nullable String namespace, @Nullable UUID order, int limit) {
        return transactions.with(h -> h.createQuery("""
                        SELECT * FROM howdah.restore_tests
                        WHERE (cast(:namespace AS text) IS NULL OR namespace = :namespace)
                        AND (cast(:order AS uuid) IS NULL OR order_uid = cast(:order AS uuid))
                        ORDER BY at DESC, uid LIMIT :limit""")
                .bind("namespace", namespace)
                .bind("order", order)
                .bind("limit", limit)
                .map((r, context) -> row(r))
                .list());
    }

    Map<UUID, RestoreTest> last(String cluster) {
        return transactions.with(h -> h
                .createQuery("SELECT DISTINCT ON (order_uid) * FROM howdah.restore_tests WHERE cluster = :cluster"
                        + " ORDER BY order_uid, at DESC")
                .bind("cluster", cluster)
                .map((r, context) -> row(r))
                .stream()
                .collect(Collectors.toMap(RestoreTest::order, Function.identity())));
    }

    private static RestoreTest row(ResultSet r) throws SQLException {
        return new RestoreTest(
                Objects.requireNonNull(Rows.uid(r, "uid")),
                Objects.requireNonNull(Rows.uid(r, "order_uid")),
                r.getString("namespace"),
                r.getString("name"),
                r.getString("cluster"),
                Rows.time(r, "at"),
                r.getLong("millis"),
                r.getBoolean("ok"),
                Rows.instant(r, "point"),
                r.getString("message"),
                Json.mapper().readValue(r.getString("details"), TEXTS));
    }
}
