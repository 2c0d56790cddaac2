package dev.howdah.resource.bind;

import dev.howdah.resource.yaml.Shown;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks values against what {@link Field} says of them. */
public final class FieldChecks {

    /** Characters of a text that has a pattern, which also bounds the work of matching it. */
    private static final int LONGEST = 253;

    private FieldChecks() {}

    /** Checks every field of a record. */
    public static void record(Record record, String path, Findings findings) {
        for (Shape.Part part : Shape.of(record.getClass()).parts()) {
            Object value = Shape.call(part.accessor(), record);
            String at = Binder.join(path, part.name());
            if (value != null) {
                value(part, value, at, findings);
                inside(part.shape(), value, at, findings);
            }
        }
    }

    private static void inside(Shape shape, Object value, String path, Findings findings) {
        if (shape instanceof Shape.Fields && value instanceof Record record) {
            record(record, path, findings);
        } else if (shape instanceof Shape.Listed(Shape.Fields item) && value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                inside(item, list.get(i), path + "[" + i + "]", findings);
            }
        }
    }

    /** Checks one value, and a list's plain entries. */
    static void value(Shape.Part part, Object value, String path, Findings findings) {
        Field field = part.field();
        if (field == null) {
            return;
        }
        if (value instanceof List<?> list) {
            if (list.size() > field.most()) {
                findings.add(path, "has " + list.size() + " entries: at most " + field.most() + " are allowed");
            }
            for (int i = 0; i < list.size(); i++) {
                one(field, list.get(i), path + "[" + i + "]", findings);
            }
        } else {
            one(field, value, path, findings);
        }
    }

    private static void one(Field field, @Nullable Object value, String path, Findings findings) {
        if (value instanceof Number n && (n.longValue() < field.min() || n.longValue() > field.max())) {
            findings.add(path, n + " is out of range: write " + range(field));
        } else if (value instanceof String text
                && (field.oneOf().length > 0 || !field.form().isEmpty())) {
            text(field, text, path, findings);
        }
    }

    private static String range(Field field) {
        return field.max() == Long.MAX_VALUE ? field.min() + " or more" : field.min() + " to " + field.max();
    }

    private static void text(Field field, String text, String path, Findings findings) {
        if (text.length() > LONGEST) {
            findings.add(path, "has " + text.length() + " characters: at most " + LONGEST + " are allowed");
            return;
        }
        List<String> words = List.of(field.oneOf());
        if (!words.isEmpty() && !words.contains(text)) {
            findings.add(
                    path,
                    "there is no " + Shown.quoted(text) + " in this version: there is " + String.join(", ", words));
        }
        if (!field.pattern().isEmpty() && !Pattern.matches(field.pattern(), text)) {
            findings.add(path, Shown.quoted(text) + " is not allowed: write " + field.form());
        }
    }
}
