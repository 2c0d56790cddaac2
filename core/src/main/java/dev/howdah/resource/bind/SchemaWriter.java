package dev.howdah.resource.bind;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes the shape of a record as JSON Schema, draft 2020-12. */
public final class SchemaWriter {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private SchemaWriter() {}

    /** An object with exactly the record's fields. */
    public static ObjectNode schema(Class<? extends Record> type) {
        return shape(Shape.of(type), type.getAnnotation(Field.class));
    }

    private static ObjectNode shape(Shape shape, @Nullable Field field) {
        ObjectNode out = JSON.objectNode();
        switch (shape) {
            case Shape.Text _ -> text(out, field);
            case Shape.Whole _ -> whole(out, field);
            case Shape.Flag _ -> out.put("type", "boolean");
            case Shape.Choice c -> words(out, List.copyOf(c.values().keySet()));
            case Shape.Written w -> written(out, w);
            case Shape.Listed l -> {
                out.put("type", "array");
                if (field != null && field.most() < Integer.MAX_VALUE) {
                    out.put("maxItems", field.most());
                }
                out.set("items", shape(l.item(), field));
            }
            case Shape.Texts _ -> {
                out.put("type", "object");
                out.putObject("additionalProperties").put("type", "string");
            }
            case Shape.Fields f -> fields(out, f);
        }
        return out;
    }

    private static void text(ObjectNode out, @Nullable Field field) {
        if (field != null && field.oneOf().length > 0) {
            words(out, List.of(field.oneOf()));
            return;
        }
        out.put("type", "string");
        if (field != null && !field.pattern().isEmpty()) {
            out.put("pattern", "^(?:" + field.pattern() + ")$");
        }
    }

    private static void whole(ObjectNode out, @Nullable Field field) {
        out.put("type", "integer");
        if (field != null && field.min() != Long.MIN_VALUE) {
            out.put("minimum", field.min());
        }
        if (field != null && field.max() != Long.MAX_VALUE) {
            out.put("maximum", field.max());
        }
    }

    private static void written(ObjectNode out, Shape.Written written) {
        Field field = written.field();
        if (field == null) {
            out.put("type", "string");
            out.put("format", written.type().getSimpleName().equals("UUID") ? "uuid" : "date-time");
            return;
        }
        if (field.min() >= 0) {
            ArrayNode types = out.putArray("type");
            types.add("string").add("integer");
            out.put("minimum", field.min());
        } else {
            out.put("type", "string");
        }
        out.put("pattern", "^(?:" + field.pattern() + ")$");
        out.put("description", field.value());
    }

    private static void words(ObjectNode out, List<String> words) {
        ArrayNode all = out.putArray("enum");
        words.forEach(all::add);
    }

    private static void fields(ObjectNode out, Shape.Fields shape) {
        ObjectNode object = shape.shorthand() == null ? out : JSON.objectNode();
        if (shape.shorthand() != null) {
            ArrayNode either = out.putArray("anyOf");
            Shape.Part first = shape.parts().getFirst();
            either.add(shape(first.shape(), first.field()));
            either.add(object);
        }
        object.put("type", "object");
        ObjectNode properties = object.putObject("properties");
        ArrayNode required = JSON.arrayNode();
        for (Shape.Part part : shape.parts()) {
            properties.set(part.name(), part(part));
            if (part.required()) {
                required.add(part.name());
            }
        }
        if (!required.isEmpty()) {
            object.set("required", required);
        }
        object.put("additionalProperties", false);
    }

    private static ObjectNode part(Shape.Part part) {
        ObjectNode inner = shape(part.shape(), part.field());
        Field field = part.field();
        if (field == null) {
            return inner;
        }
        ObjectNode out = JSON.objectNode();
        if (!field.value().isEmpty()) {
            out.put("description", field.value());
        }
        inner.properties().forEach(p -> {
            if (!out.has(p.getKey())) {
                out.set(p.getKey(), p.getValue());
            }
        });
        if (!field.preset().isEmpty()) {
            out.put("default", field.preset());
        }
        if (field.readOnly()) {
            out.put("readOnly", true);
        }
        return out;
    }
}
