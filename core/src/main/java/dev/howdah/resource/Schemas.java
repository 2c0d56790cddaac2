package dev.howdah.resource;

import dev.howdah.resource.bind.SchemaWriter;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** JSON Schemas (draft 2020-12) of the kinds, made from the records that orders are bound to. */
public final class Schemas {

    private Schemas() {}

    /** Of every kind. */
    public static Map<Kind, ObjectNode> all() {
        Map<Kind, ObjectNode> all = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            all.put(kind, of(kind));
        }
        return Collections.unmodifiableMap(all);
    }

    /** The schema that an editor needs to complete and check a document of this kind. */
    public static ObjectNode of(Kind kind) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        out.put("$id", "https://howdah.dev/schemas/v1/" + kind.text() + ".json");
        out.put("title", kind.text());
        out.put("description", description(kind));
        out.put("type", "object");
        ObjectNode properties = out.putObject("properties");
        properties.putObject("apiVersion").put("const", Resource.API_VERSION);
        properties.putObject("kind").put("const", kind.text());
        properties.set("metadata", metadata(kind));
        ObjectNode spec = SchemaWriter.schema(Reading.specOf(kind));
        properties.set("spec", spec);
        ObjectNode status = properties.putObject("status");
        status.put("description", "written by the server; ignored in orders");
        status.put("type", "object");
        status.put("readOnly", true);
        ArrayNode required = out.putArray("required");
        required.add("apiVersion").add("kind").add("metadata");
        out.put("additionalProperties", false);
        return out;
    }

    private static ObjectNode metadata(Kind kind) {
        ObjectNode metadata = SchemaWriter.schema(Metadata.class);
        if (!kind.namespaced() && metadata.get("properties") instanceof ObjectNode properties) {
            properties.remove("namespace");
        }
        return metadata;
    }

    private static String description(Kind kind) {
        return switch (kind) {
            case NAMESPACE -> "A tenant: the border of names, ownership and access";
            case CLUSTER -> "A running PostgreSQL server that seats databases";
            case SECRET_SINK -> "A place where credentials are written, for applications to read";
            case DATABASE -> "One order: a PostgreSQL database on a cluster, with its three roles";
            case LINK -> "A login of an application's own on a database that is shared with its namespace";
        };
    }
}
