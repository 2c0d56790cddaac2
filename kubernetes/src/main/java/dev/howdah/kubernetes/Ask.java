package dev.howdah.kubernetes;

/**
 * What is asked of an API server, for sentences about its refusal.
 *
 * @param verb as RBAC names it
 * @param resource as RBAC names it: {@code roles.rbac.authorization.k8s.io}
 */
record Ask(String verb, String resource, Spot spot) {

    static Ask secret(String verb, Spot spot) {
        return new Ask(verb, "secrets", spot);
    }

    String text() {
        return verb + " " + resource + " in namespace " + spot.namespace();
    }
}
