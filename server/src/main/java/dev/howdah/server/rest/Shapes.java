package dev.howdah.server.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.howdah.resource.Json;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Resource;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** JSON Schemas of records as Jackson writes them, each under its name in the components of the OpenAPI document. */
final class Shapes {

    private final Map<String, Object> components = new TreeMap<>();

    Map<String, Object> components() {
        return components;
    }

    /** A reference to a class's schema, which is made when it is new. */
    Map<String, Object> ref(Class<?> type) {
        String name = name(type);
        if (!components.containsKey(name)) {
            components.put(name, Map.of());
            components.put(name, define(type));
        }
        return Map.of("$ref", "#/components/schemas/" + name);
    }

    /** Nested types of records bear their record's name too: {@code DatabaseSpec}. */
    private static String name(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        boolean part =
                outer != null && outer.isRecord() && !outer.getSimpleName().endsWith("Routes");
        return part ? name(outer) + type.getSimpleName() : type.getSimpleName();
    }

    private Map<String, Object> define(Class<?> type) {
        if (type.isEnum()) {
            return Map.of("type", "string", "enum", words(type));
        }
        if (type.isSealed()) {
            return Map.of(
                    "oneOf",
                    Arrays.stream(type.getPermittedSubclasses()).map(this::ref).toList());
        }
        if (!type.isRecord()) {
            throw new IllegalArgumentException(type + " is neither a record nor an enum");
        }
        JsonInclude include = type.getAnnotation(JsonInclude.class);
        var leaveOut = include == null ? JsonInclude.Include.ALWAYS : include.value();
        var properties = new LinkedHashMap<String, Object>();
        var required = new ArrayList<String>();
        for (RecordComponent c : type.getRecordComponents()) {
            boolean nullable = c.getAnnotatedType().isAnnotationPresent(Nullable.class);
            boolean optional = c.getType() == Optional.class;
            Map<String, Object> schema = Resource.class.isAssignableFrom(type) && c.getType() == Kind.class
                    ? Map.of("const", type.getSimpleName())
                    : of(c.getAnnotatedType());
            boolean always = leaveOut == JsonInclude.Include.ALWAYS;
            properties.put(c.getName(), (nullable || optional) && always ? orNull(schema) : schema);
            boolean absent = nullable || (leaveOut == JsonInclude.Include.NON_EMPTY && canBeEmpty(c.getType()));
            if (always || !absent) {
                required.add(c.getName());
            }
        }
        var schema = new LinkedHashMap<String, Object>();
        schema.put("type", "object");
        schema.put("properties", properties);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        schema.put("additionalProperties", false);
        return schema;
    }

    private static Map<String, Object> orNull(Map<String, Object> schema) {
        return Map.of("anyOf", List.of(schema, Map.of("type", "null")));
    }

    private static boolean canBeEmpty(Class<?> type) {
        return type == String.class
                || type == Optional.class
                || Collection.class.isAssignableFrom(type)
                || Map.class.isAssignableFrom(type);
    }

    private Map<String, Object> of(AnnotatedType annotated) {
        Type type = annotated.getType();
        if (type instanceof ParameterizedType generic && annotated instanceof AnnotatedParameterizedType parts) {
            Class<?> raw = (Class<?>) generic.getRawType();
            AnnotatedType[] inner = parts.getAnnotatedActualTypeArguments();
            if (raw == Optional.class) {
                return of(inner[0]);
            }
            return raw == Map.class
                    ? Map.of("type", "object", "additionalProperties", of(inner[1]))
                    : Map.of("type", "array", "items", of(inner[0]));
        }
        return plain((Class<?>) type);
    }

    private Map<String, Object> plain(Class<?> type) {
        if (type == String.class) {
            return Map.of("type", "string");
        }
        if (type == boolean.class || type == Boolean.class) {
            return Map.of("type", "boolean");
        }
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return Map.of("type", "integer");
        }
        if (type == double.class) {
            return Map.of("type", "number");
        }
        if (type == Instant.class) {
            return Map.of("type", "string", "format", "date-time");
        }
        if (type == UUID.class) {
            return Map.of("type", "string", "format", "uuid");
        }
        if (!type.isEnum() && value(type).isPresent()) {
            return Map.of("type", "string");
        }
        return ref(type);
    }

    private static Optional<Method> value(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(m -> m.isAnnotationPresent(JsonValue.class))
                .findFirst();
    }

    private static List<String> words(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(c -> String.valueOf(Json.mapper().convertValue(c, String.class)))
                .toList();
    }
}
