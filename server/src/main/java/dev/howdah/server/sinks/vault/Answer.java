package dev.howdah.server.sinks.vault;

import dev.howdah.resource.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** What Vault answered. */
record Answer(int status, JsonNode body) {

    static Answer of(int status, String text) {
        return new Answer(status, parsed(text));
    }

    private static JsonNode parsed(String text) {
        try {
            return text.isBlank() ? MissingNode.getInstance() : Json.mapper().readTree(text);
        } catch (JacksonException e) {
            // not Vault's own words, but a proxy's
            return MissingNode.getInstance();
        }
    }

    JsonNode data() {
        return body.path("data");
    }

    /** Whether one of its errors or warnings has these words. */
    boolean says(String words) {
        return body.path("errors").toString().contains(words)
                || body.path("warnings").toString().contains(words);
    }

    /** The texts of an object. */
    static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new LinkedHashMap<>();
        object.properties().forEach(e -> {
            JsonNode value = e.getValue();
            texts.put(e.getKey(), value.isString() ? value.asString() : value.toString());
        });
        return texts;
    }

    /** The status alone: the body may hold secrets. */
    @Override
    public String toString() {
        return "HTTP " + status;
    }
}
