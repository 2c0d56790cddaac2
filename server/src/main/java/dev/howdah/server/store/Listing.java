package dev.howdah.server.store;

import dev.howdah.resource.InvalidException;
import dev.howdah.resource.Json;
import dev.howdah.resource.Problem;
import dev.howdah.resource.Resource;
import dev.howdah.spi.Store.Page;
import dev.howdah.spi.Store.Query;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Pages of resources: by namespace and name, each page found through the index, however many came before. */
final class Listing {

    /** What each field that can be asked for is in SQL, equal to {@code :value}. */
    private static final Map<String, String> FIELDS = Map.of(
            "metadata.name", "name = :value",
            "spec.deliver.to", "spec -> 'deliver' @> jsonb_build_array(jsonb_build_object('to', :value))",
            "metadata.namespace", "coalesce(namespace, '') = :value",
            "spec.cluster", "spec ->> 'cluster' = :value",
            "spec.mode", "spec ->> 'mode' = :value",
            "status.ready",
                    "(coalesce(status -> 'conditions' @> '[{\"type\": \"Ready\", \"status\": \"True\"}]', false))"
                            + " = (:value = 'true')");

    private Listing() {}

    static Page page(Handle handle, Query query) {
        Map<String, String> bound = new HashMap<>();
        StringBuilder sql = new StringBuilder("SELECT " + Rows.COLUMNS + " FROM howdah.resources WHERE kind = :kind");
        bound.put("kind", query.kind().text());
        if (query.namespace() != null) {
            sql.append(" AND coalesce(namespace, '') = :namespace");
            bound.put("namespace", query.namespace());
        }
        if (!query.labels().isEmpty()) {
            sql.append(" AND labels @> cast(:labels AS jsonb)");
            bound.put("labels", Json.write(query.labels()));
        }
        int n = 0;
        for (var field : query.fields().entrySet()) {
            String value = "field" + n++;
            sql.append(" AND ")
                    .append(condition(field.getKey(), field.getValue()).replace(":value", ":" + value));
            bound.put(value, field.getValue());
        }
        if (query.after() != null) {
            int slash = query.after().indexOf('/');
            sql.append(" AND (coalesce(namespace, ''), name) > (:afterNamespace, :afterName)");
            bound.put("afterNamespace", slash < 0 ? "" : query.after().substring(0, slash));
            bound.put("afterName", query.after().substring(slash + 1));
        }
        int limit = Math.clamp(query.limit(), 1, 1000);
        sql.append(" ORDER BY coalesce(namespace, ''), name LIMIT ").append(limit + 1);
        List<Resource> found = handle.createQuery(sql.toString())
                .bindMap(bound)
                .map((r, context) -> Rows.resource(r))
                .list();
        if (found.size() <= limit) {
            return new Page(found, null);
        }
        return new Page(
                List.copyOf(found.subList(0, limit)), found.get(limit - 1).ref().path());
    }

    private static String condition(String field, String value) {
        String condition = FIELDS.get(field);
        if (condition == null) {
            throw invalid("no such field: " + field + "; there are: "
                    + String.join(", ", FIELDS.keySet().stream().sorted().toList()));
        }
        if (field.equals("status.ready") && !value.equals("true") && !value.equals("false")) {
            throw invalid("status.ready is true or false, not '" + value + "'");
        }
        return condition;
    }

    private static InvalidException invalid(String message) {
        return new InvalidException(List.of(new Problem("fieldSelector", message)));
    }
}
