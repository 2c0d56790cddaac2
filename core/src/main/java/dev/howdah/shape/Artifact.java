package dev.howdah.shape;

import dev.howdah.resource.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Massdriver's artifact of type {@code postgresql-authentication}. Its ARNs and policies are a cloud's: they are left out
 * where there is no cloud.
 */
final class Artifact {

    private Artifact() {}

    static String of(Reach r, String host) {
        var authentication = new LinkedHashMap<String, Object>();
        authentication.put("username", r.username());
        authentication.put("password", r.password());
        authentication.put("hostname", host);
        authentication.put("port", r.port());
        var rdbms = new LinkedHashMap<String, Object>();
        rdbms.put("engine", "PostgreSQL");
        r.setting().version().ifPresent(v -> {
            rdbms.put("engine_version", v);
            rdbms.put("version", v);
        });
        var artifact = new LinkedHashMap<String, Object>();
        artifact.put("data", Map.of("authentication", authentication));
        artifact.put("specs", Map.of("rdbms", rdbms));
        return Json.write(artifact);
    }
}
