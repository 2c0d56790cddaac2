package dev.howdah.resource.bind;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a value must look like: read once off the records, then walked by binder, checks and schema. */
sealed interface Shape {

    /** Characters of a text with a form of its own. */
    int LONGEST = 100;

    /** Any text. */
    record Text() implements Shape {}

    /** A whole number; {@code wide} for Long. */
    record Whole(boolean wide) implements Shape {}

    record Flag() implements Shape {}

    /** One of some words. */
    record Choice(Map<String, Object> values) implements Shape {}

    /** A text with a form of its own: sizes, time spans, networks. */
    record Written(Class<?> type, Method parse, @Nullable Field field) implements Shape {
        /** @throws IllegalArgumentException with a sentence for the user */
        Object read(String text) {
            if (text.length() > LONGEST) {
                throw new IllegalArgumentException("a text of " + text.length() + " characters is too long here");
            }
            try {
                return Objects.requireNonNull(call(parse, null, text));
            } catch (RuntimeException e) {
                if (field != null && e instanceof IllegalArgumentException) {
                    throw e;
                }
                String what = type == UUID.class ? "a UUID" : "a time: write 2026-01-31T12:00:00Z";
                throw new IllegalArgumentException("'" + text + "' is not " + what, e);
            }
        }
    }

    record Listed(Shape item) implements Shape {}

    /** Texts by key. */
    record Texts() implements Shape {}

    /** @param shorthand static factory that takes a plain text, where one stands for the whole */
    record Fields(
            Class<? extends Record> type,
            List<Part> parts,
            @Nullable Method shorthand) implements Shape {
        /** A record of these values. */
        Object make(Function<Part, @Nullable Object> values) {
            Object[] all = parts.stream().map(values).toArray();
            for (Constructor<?> constructor : type.getDeclaredConstructors()) {
                if (constructor.getParameterCount() == all.length) {
                    try {
                        constructor.setAccessible(true);
                        return constructor.newInstance(all);
                    } catch (InvocationTargetException | InstantiationException | IllegalAccessException e) {
                        throw new IllegalStateException("can't make a " + type, e);
                    }
                }
            }
            throw new IllegalStateException(type + " has no canonical constructor");
        }
    }

    /** @param nullable whether it may be left out without anything in its place */
    record Part(
            String name,
            Shape shape,
            boolean nullable,
            @Nullable Field field,
            Method accessor) {
        boolean required() {
            return !nullable && (field == null || field.preset().isEmpty()) && shape.empty() == null;
        }

        /** What a field left out stands for; null when it must not be left out. */
        @Nullable
        Object absent() {
            if (nullable) {
                return null;
            }
            return field == null || field.preset().isEmpty() ? shape.empty() : shape.preset(field.preset());
        }
    }

    /** What stands for nothing: an empty list or map, a record in which every field may be left out. */
    private @Nullable Object empty() {
        return switch (this) {
            case Listed _ -> List.of();
            case Texts _ -> Map.of();
            case Fields f when f.parts.stream().noneMatch(Part::required) -> f.make(Part::absent);
            default -> null;
        };
    }

    private Object preset(String text) {
        return switch (this) {
            case Choice c -> Objects.requireNonNull(c.values.get(text));
            case Written w -> w.read(text);
            case Text _ -> text;
            default -> throw new IllegalStateException("no preset for " + this);
        };
    }

    ClassValue<Shape> OF_TYPE = new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
            return look(type);
        }
    };

    static Fields of(Class<? extends Record> type) {
        return (Fields) OF_TYPE.get(type);
    }

    private static Shape look(Class<?> type) {
        if (type == String.class) {
            return new Text();
        }
        if (type == Integer.class || type == int.class || type == Long.class || type == long.class) {
            return new Whole(type == Long.class || type == long.class);
        }
        if (type == Boolean.class || type == boolean.class) {
            return new Flag();
        }
        if (type.isEnum()) {
            return choice(type);
        }
        if (type == UUID.class) {
            return new Written(type, method(type, "fromString", String.class), null);
        }
        if (type == Instant.class) {
            return new Written(type, method(type, "parse", CharSequence.class), null);
        }
        if (!type.isRecord()) {
            throw new IllegalArgumentException(type + " is no shape for a field");
        }
        Method creator = Arrays.stream(type.getDeclaredMethods())
                .filter(m -> Modifier.isStatic(m.getModifiers()) && m.isAnnotationPresent(JsonCreator.class))
                .findFirst()
                .orElse(null);
        boolean text = Arrays.stream(type.getDeclaredMethods()).anyMatch(m -> m.isAnnotationPresent(JsonValue.class));
        if (creator != null && text) {
            return new Written(type, creator, type.getAnnotation(Field.class));
        }
        List<Part> parts =
                Arrays.stream(type.getRecordComponents()).map(Shape::part).toList();
        return new Fields(type.asSubclass(Record.class), parts, creator);
    }

    private static Part part(RecordComponent component) {
        boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        return new Part(
                component.getName(),
                look(component.getGenericType()),
                nullable,
                component.getAnnotation(Field.class),
                component.getAccessor());
    }

    private static Shape look(Type type) {
        if (type instanceof Class<?> c) {
            return OF_TYPE.get(c);
        }
        ParameterizedType generic = (ParameterizedType) type;
        if (generic.getRawType() == List.class) {
            return new Listed(look(generic.getActualTypeArguments()[0]));
        }
        if (generic.getRawType() == Map.class) {
            return new Texts();
        }
        throw new IllegalArgumentException(type + " is no shape for a field");
    }

    private static Shape choice(Class<?> type) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Object constant : type.getEnumConstants()) {
            values.put(word(constant), constant);
        }
        return new Choice(Collections.unmodifiableMap(values));
    }

    private static String word(Object constant) {
        return Arrays.stream(constant.getClass().getMethods())
                .filter(m -> m.isAnnotationPresent(JsonValue.class))
                .findFirst()
                .map(m -> String.valueOf(call(m, constant)))
                .orElseGet(constant::toString);
    }

    private static Method method(Class<?> type, String name, Class<?> parameter) {
        try {
            return type.getMethod(name, parameter);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Calls a method that throws nothing checked. */
    static @Nullable Object call(Method method, @Nullable Object target, Object... arguments) {
        try {
            method.setAccessible(true);
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
