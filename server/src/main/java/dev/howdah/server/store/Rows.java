package dev.howdah.server.store;

import dev.howdah.resource.Cluster;
import dev.howdah.resource.Database;
import dev.howdah.resource.Json;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Link;
import dev.howdah.resource.Metadata;
import dev.howdah.resource.Namespace;
import dev.howdah.resource.Resource;
import dev.howdah.resource.SecretSink;
import dev.howdah.resource.Status;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/** Rows of the table of resources, as the records that they are. */
final class Rows {

    static final String COLUMNS = "uid, kind, namespace, name, generation, resource_version, spec, labels, annotations,"
            + " status, created_at, deletion_requested_at";

    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

    private Rows() {}

    static Resource resource(ResultSet r) throws SQLException {
        Metadata metadata = new Metadata(
                r.getString("namespace"),
                r.getString("name"),
                texts(r.getString("labels")),
                texts(r.getString("annotations")),
                uid(r, "uid"),
                r.getLong("generation"),
                r.getLong("resource_version"),
                instant(r, "created_at"),
                instant(r, "deletion_requested_at"));
        String spec = r.getString("spec");
        Status status = Json.read(r.getString("status"), Status.class);
        return switch (kind(r.getString("kind"))) {
            case NAMESPACE -> new Namespace(metadata, Json.read(spec, Namespace.Spec.class), status);
            case CLUSTER -> new Cluster(metadata, Json.read(spec, Cluster.Spec.class), status);
            case SECRET_SINK -> new SecretSink(metadata, Json.read(spec, SecretSink.Spec.class), status);
            case DATABASE -> new Database(metadata, Json.read(spec, Database.Spec.class), status);
            case LINK -> new Link(metadata, Json.read(spec, Link.Spec.class), status);
        };
    }

    static Kind kind(String text) {
        return Kind.of(text).orElseThrow(() -> new IllegalStateException("unknown kind in the Store: " + text));
    }

    static @Nullable UUID uid(ResultSet r, String column) throws SQLException {
        return r.getObject(column, UUID.class);
    }

    static @Nullable Instant instant(ResultSet r, String column) throws SQLException {
        Timestamp at = r.getTimestamp(column);
        return at == null ? null : at.toInstant();
    }

    static Instant time(ResultSet r, String column) throws SQLException {
        return r.getTimestamp(column).toInstant();
    }

    private static Map<String, String> texts(String json) {
        return json.equals("{}") ? Map.of() : Json.mapper().readValue(json, TEXTS);
    }
}
