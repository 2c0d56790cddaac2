package dev.howdah.server.rest;

import dev.howdah.control.Caller.Right;
import dev.howdah.resource.Json;
import dev.howdah.resource.Problem;
import dev.howdah.resource.TimeSpan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The body that asks for a token.
 *
 * @param namespace that an editor or viewer is bound to; null for admins
 * @param lifetime null: for ever
 */
record TokenWish(
        String name,
        Right right,
        @Nullable String namespace,
        @Nullable Duration lifetime) {

    static final List<String> FIELDS = List.of("name", "right", "namespace", "expiresIn");
    static final String NAME = "^[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?$";

    private static final Pattern NAMES = Pattern.compile(NAME);
    private static final JsonMapper STRICT = Json.mapper()
            .rebuild()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final Duration LONGEST = Duration.ofDays(3650);

    static TokenWish parse(String body) {
        JsonNode json = read(body);
        var problems = new ArrayList<Problem>();
        json.propertyNames().stream()
                .filter(f -> !FIELDS.contains(f))
                .forEach(f -> problems.add(new Problem(
                        f,
                        "unknown field"
                                + Nearest.word(f, FIELDS)
                                        .map(n -> ": did you mean '" + n + "'?")
                                        .orElse(": there are " + FIELDS))));
        String name = text(json, "name", problems).orElse("");
        if (!NAMES.matcher(name).matches()) {
            problems.add(new Problem("name", "is needed: 1 to 63 of a-z, 0-9, '-', '_' and '.'"));
        }
        Right right = text(json, "right", problems)
                .flatMap(w -> Arrays.stream(Right.values())
                        .filter(r -> r.text().equals(w))
                        .findFirst())
                .orElse(null);
        String namespace = text(json, "namespace", problems).orElse(null);
        if (right == null) {
            problems.add(new Problem("right", "is needed: admin, editor or viewer"));
        } else if (right == Right.ADMIN && namespace != null) {
            problems.add(new Problem("namespace", "an admin is bound to no namespace: leave it out"));
        } else if (right != Right.ADMIN
                && (namespace == null || !NAMES.matcher(namespace).matches())) {
            problems.add(new Problem("namespace", "is needed: an " + right.text() + " is bound to one namespace"));
        }
        Duration lifetime = lifetime(text(json, "expiresIn", problems), problems);
        if (right == null || !problems.isEmpty()) {
            throw new Refusal(Refusal.Code.INVALID, "this is no order for a token", problems);
        }
        return new TokenWish(name, right, namespace, lifetime);
    }

    private static JsonNode read(String body) {
        try {
            JsonNode json = STRICT.readTree(body);
            if (json.isObject()) {
                return json;
            }
        } catch (JacksonException e) {
            var at = e.getLocation();
            throw new Refusal(
                    Refusal.Code.MALFORMED,
                    "the body is not JSON"
                            + (at == null ? "" : ": line " + at.getLineNr() + ", column " + at.getColumnNr()));
        }
        throw Refusal.malformed("the body is not a JSON object");
    }

    private static Optional<String> text(JsonNode json, String field, List<Problem> problems) {
        JsonNode value = json.get(field);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isString()) {
            problems.add(new Problem(field, "is a text"));
            return Optional.empty();
        }
        return Optional.of(value.asString());
    }

    private static @Nullable Duration lifetime(Optional<String> text, List<Problem> problems) {
        if (text.isEmpty()) {
            return null;
        }
        try {
            Duration lifetime = TimeSpan.parse(text.get()).duration();
            if (lifetime.isZero() || lifetime.compareTo(LONGEST) > 0) {
                problems.add(new Problem("expiresIn", "goes from 1s to 3650d"));
            }
            return lifetime;
        } catch (IllegalArgumentException e) {
            problems.add(new Problem("expiresIn", String.valueOf(e.getMessage())));
            return null;
        }
    }
}
