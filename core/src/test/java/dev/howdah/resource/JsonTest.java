package dev.howdah.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class JsonTest {

    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07.123456Z");

    private static final Database DATABASE = new Database(
            new Metadata(
                    "idp-dev",
                    "my-db",
                    Map.of("team", "payments", "a", "b"),
                    Map.of(),
                    UUID.fromString("00000000-0000-0000-0000-000000000001"),
                    3L,
                    7L,
                    NOW,
                    null),
            new Database.Spec(
                    "default",
                    Mode.PROTECTED,
                    new Owner("payments", null),
                    List.of(new Extension("pg_trgm", null, null), new Extension("hstore", "public", "1.8")),
                    new Access(List.of(Cidr.parse("10.0.0.0/8"))),
                    new Limits(50, ByteSize.parse("20Gi"), TimeSpan.parse("30s"), null, null),
                    List.of(Deliver.of(Role.WRITE, "builtin"))),
            new Status(
                    3,
                    List.of(new Condition(Condition.READY, Condition.Holds.True, Reason.CONVERGED, "all is well", NOW)),
                    "",
                    "localhost",
                    null,
                    5432,
                    "idp-dev-my-db",
                    Map.of("write", "idp-dev-my-db-write"),
                    Map.of(),
                    7_500_000L,
                    null,
                    null,
                    null,
                    null,
                    null));

    @Test
    void resources_come_back_as_they_went() {
        for (Resource resource : List.of(
                DATABASE,
                new Database(Metadata.of("a", "b"), Database.Spec.plain(), Status.NEW),
                new Namespace(Metadata.of(null, "a"), Namespace.Spec.PLAIN, Status.NEW),
                new Cluster(
                        Metadata.of(null, "default"),
                        new Cluster.Spec(
                                "local", new Cluster.Local(null, List.of()), List.of(), Limits.NONE, null, null),
                        Status.NEW))) {
            assertThat(Json.read(Json.write(resource), Resource.class)).isEqualTo(resource);
            assertThat(Json.read(Json.write(resource), resource.getClass())).isEqualTo(resource);
        }
    }

    @Test
    void json_is_stable_and_leaves_out_what_is_not_there() {
        assertThat(Json.write(DATABASE))
                .isEqualTo("{\"apiVersion\":\"howdah.dev/v1\",\"kind\":\"Database\",\"metadata\":{"
                        + "\"namespace\":\"idp-dev\",\"name\":\"my-db\",\"labels\":{\"a\":\"b\",\"team\":\"payments\"},"
                        + "\"uid\":\"00000000-0000-0000-0000-000000000001\",\"generation\":3,\"resourceVersion\":7,"
                        + "\"createdAt\":\"2026-03-04T05:06:07.123456Z\"},\"spec\":{\"cluster\":\"default\","
                        + "\"mode\":\"protected\",\"owner\":{\"team\":\"payments\"},\"extensions\":["
                        + "{\"name\":\"pg_trgm\"},{\"name\":\"hstore\",\"schema\":\"public\",\"version\":\"1.8\"}],"
                        + "\"access\":{\"networks\":[\"10.0.0.0/8\"]},\"limits\":{\"connections\":50,"
                        + "\"storage\":\"20Gi\",\"statementTimeout\":\"30s\"},"
                        + "\"deliver\":[{\"role\":\"write\",\"to\":\"builtin\"}]},\"status\":{"
                        + "\"observedGeneration\":3,\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\","
                        + "\"reason\":\"Converged\",\"message\":\"all is well\","
                        + "\"since\":\"2026-03-04T05:06:07.123456Z\"}],\"endpoint\":\"localhost\",\"port\":5432,"
                        + "\"database\":\"idp-dev-my-db\",\"roles\":{\"write\":\"idp-dev-my-db-write\"},"
                        + "\"sizeBytes\":7500000}}");
    }

    @Test
    void an_old_client_reads_what_a_newer_server_writes() {
        String newer = Json.write(DATABASE)
                .replace("\"reason\":\"Converged\"", "\"reason\":\"BrandNew\"")
                .replace("\"spec\":{", "\"spec\":{\"brandNew\":{\"x\":[1]},");
        Database read = Json.read(newer, Database.class);
        assertThat(read.spec()).isEqualTo(DATABASE.spec());
        assertThat(read.status().conditions().getFirst().reason()).isEqualTo(Reason.OTHER);
    }

    @Test
    void a_resource_is_read_as_its_kind() {
        assertThat(Json.mapper().readValue("{\"items\":[" + Json.write(DATABASE) + "],\"next\":\"x\"}", Page.class))
                .isEqualTo(new Page(List.of(DATABASE), "x"));
    }

    record Page(List<Resource> items, String next) {}
}
