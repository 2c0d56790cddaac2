package dev.howdah.cli;

/** Resources as a control plane serves them. */
final class Samples {

    private Samples() {}

    static String database(String name, boolean ready, String reason, String message) {
        return """
                {"apiVersion":"howdah.dev/v1","kind":"Database","metadata":{"namespace":"demo","name":"%s",
                 "labels":{"app":"shop"},"uid":"7f0c1f7e-0000-4000-8000-000000000001","generation":1,
                 "resourceVersion":3,"createdAt":"2020-01-01T00:00:00Z"},
                 "spec":{"cluster":"default","mode":"standard","limits":{"connections":25}},
                 "status":{"observedGeneration":1,"conditions":[{"type":"Ready","status":"%s","reason":"%s",
                 "message":"%s","since":"2020-01-01T00:00:00Z"}],"message":"%s","endpoint":"db.example.org",
                 "readerEndpoint":"ro.example.org","port":5432,"database":"demo-%s",
                 "roles":{"admin":"demo-%s-admin","write":"demo-%s-write"},"sizeBytes":7654321}}
                """.formatted(name, ready ? "True" : "False", reason, message, message, name, name, name);
    }

    static String database(String name) {
        return database(name, true, "Converged", "up to date");
    }

    static String items(String... items) {
        return "{\"items\":[" + String.join(",", items) + "]}";
    }

    static String applied(String outcome, String resource) {
        return "{\"outcome\":\"" + outcome + "\",\"resource\":" + resource + ",\"notes\":[]}";
    }

    static final String NAMESPACE = """
            {"apiVersion":"howdah.dev/v1","kind":"Namespace","metadata":{"name":"demo","generation":1,
             "createdAt":"2020-01-01T00:00:00Z"},"spec":{"owner":{"team":"payments"}},
             "status":{"observedGeneration":1,"conditions":[{"type":"Ready","status":"True","reason":"Converged",
             "message":"","since":"2020-01-01T00:00:00Z"}],"message":""}}
            """;

    static final String CLUSTER = """
            {"apiVersion":"howdah.dev/v1","kind":"Cluster","metadata":{"name":"default","generation":1,
             "createdAt":"2020-01-01T00:00:00Z"},"spec":{"provider":"local"},
             "status":{"observedGeneration":1,"conditions":[{"type":"Ready","status":"True","reason":"Converged",
             "message":"","since":"2020-01-01T00:00:00Z"}],"message":"up","endpoint":"::1","port":5433,
             "version":"18.1","dataDir":"/data","pid":42}}
            """;

    static final String CREDENTIAL = """
            {"role":"write","host":"db.example.org","readerHost":"ro.example.org","port":5432,"database":"demo-shop",
             "username":"demo-shop-write","password":"s3cr3t-_","sslmode":"verify-full",
             "caPem":"-----BEGIN CERTIFICATE-----\\nAAAA\\n-----END CERTIFICATE-----\\n","caFile":"/nowhere/ca.crt"}
            """;
}
