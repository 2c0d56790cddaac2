package dev.howdah.server.system;

import tools.jackson.databind.JsonNode;

/**
 * A database order as a user writes it.
 *
 * @param labels and {@code spec} are YAML in flow style
 */
record Order(String namespace, String name, String labels, String spec) {

    static Order of(String namespace, String name) {
        return new Order(namespace, name, "{}", "{}");
    }

    Order with(String otherSpec) {
        return new Order(namespace, name, labels, otherSpec);
    }

    /** Another label makes a turn look at once, and changes nothing else. */
    Order labelled(String value) {
        return new Order(namespace, name, "{ look: \"" + value + "\" }", spec);
    }

    /** Another contact is another generation, and changes nothing on the cluster. */
    Order owned(String contact) {
        String rest = spec.substring(spec.indexOf('{') + 1).strip();
        return with("{ owner: { contact: " + contact + " }" + (rest.equals("}") ? " }" : ", " + rest));
    }

    /** Whether a turn has seen what was applied last. */
    static boolean seen(JsonNode resource) {
        return resource.at("/status/observedGeneration").asLong()
                == resource.at("/metadata/generation").asLong();
    }

    String yaml() {
        return """
                ---
                apiVersion: howdah.dev/v1
                kind: Database
                metadata: { namespace: %s, name: %s, labels: %s }
                spec: %s
                """.formatted(namespace, name, labels, spec);
    }

    String path() {
        return "/api/v1/namespaces/" + namespace + "/databases/" + name;
    }

    /** Its name in PostgreSQL. */
    String pg() {
        return namespace + "-" + name;
    }

    /** The reason of the Ready condition; empty before the first turn. */
    static String reason(JsonNode resource) {
        for (JsonNode condition : resource.at("/status/conditions")) {
            if (condition.path("type").asString("").equals("Ready")) {
                return condition.path("reason").asString("");
            }
        }
        return "";
    }

    static String message(JsonNode resource) {
        return resource.at("/status/message").asString("");
    }
}
