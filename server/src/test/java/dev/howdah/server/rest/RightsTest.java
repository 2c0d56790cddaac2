package dev.howdah.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may do what, as a table. Viewer and editor are of namespace a, the stranger is editor of b. */
class RightsTest {

    private static final String TABLE = """
            # method, path, nobody, viewer, editor, stranger, admin
            POST,   /api/v1/apply,                                       401, 403, 400, 400, 400
            POST,   /api/v1/apply?namespace=a,                           401, 403, 400, 403, 400
            POST,   /api/v1/plan,                                        401, 400, 400, 400, 400
            POST,   /api/v1/plan?namespace=a,                            401, 400, 400, 403, 400
            GET,    /api/v1/namespaces,                                  401, 200, 200, 200, 200
            GET,    /api/v1/namespaces/a,                                401, 200, 200, 403, 200
            DELETE, /api/v1/namespaces/a,                                401, 403, 403, 403, 200
            GET,    /api/v1/clusters,                                    401, 200, 200, 200, 200
            GET,    /api/v1/clusters/default,                            401, 200, 200, 200, 200
            DELETE, /api/v1/clusters/default,                            401, 403, 403, 403, 200
            GET,    /api/v1/secretsinks,                                 401, 200, 200, 200, 200
            GET,    /api/v1/secretsinks/none,                            401, 404, 404, 404, 404
            DELETE, /api/v1/secretsinks/none,                            401, 403, 403, 403, 404
            GET,    /api/v1/namespaces/a/databases/shop/deliveries,      401, 200, 200, 403, 200
            GET,    /api/v1/databases,                                   401, 200, 200, 200, 200
            GET,    /api/v1/namespaces/a/databases,                      401, 200, 200, 403, 200
            GET,    /api/v1/namespaces/a/databases/shop,                 401, 200, 200, 403, 200
            GET,    /api/v1/namespaces/a/databases/shop?wait=1s,         401, 200, 200, 403, 200
            GET,    /api/v1/namespaces/a/databases/none,                 401, 404, 404, 403, 404
            DELETE, /api/v1/namespaces/a/databases/shop,                 401, 403, 200, 403, 200
            POST,   /api/v1/namespaces/a/databases/shop/undelete,        401, 403, 200, 403, 200
            POST,   /api/v1/namespaces/a/databases/shop/rotate,          401, 403, 200, 403, 200
            POST,   /api/v1/namespaces/a/databases/shop/restore?to=latest, 401, 403, 200, 403, 200
            GET,    /api/v1/namespaces/a/databases/shop/restore-plan?to=latest, 401, 403, 200, 403, 200
            POST,   /api/v1/namespaces/a/databases/shop/restore-undo,    401, 403, 200, 403, 200
            POST,   /api/v1/namespaces/a/databases/shop/exploration?around=latest, 401, 403, 200, 403, 200
            GET,    /api/v1/namespaces/a/databases/shop/exploration,     401, 403, 200, 403, 200
            POST,   /api/v1/namespaces/a/databases/shop/exploration/step?to=latest, 401, 403, 200, 403, 200
            POST,   /api/v1/namespaces/a/databases/shop/exploration/query, 401, 403, 400, 403, 400
            DELETE, /api/v1/namespaces/a/databases/shop/exploration,     401, 403, 200, 403, 200
            GET,    /api/v1/namespaces/a/databases/shop/asides,          401, 200, 200, 403, 200
            POST,   /api/v1/namespaces/a/databases/shop/drill,           401, 403, 200, 403, 200
            GET,    /api/v1/drills,                                      401, 200, 200, 200, 200
            POST,   /api/v1/clusters/default/restore?to=latest,          401, 403, 403, 403, 200
            POST,   /api/v1/clusters/default/rotate,                     401, 403, 403, 403, 200
            POST,   /api/v1/namespaces/a/databases/shop/clone,           401, 403, 400, 403, 400
            POST,   /api/v1/namespaces/a/databases/shop/backup,          401, 403, 200, 403, 200
            POST,   /api/v1/namespaces/a/databases/shop/backup?type=some, 401, 403, 400, 403, 400
            POST,   /api/v1/clusters/default/backup,                     401, 403, 403, 403, 200
            GET,    /api/v1/backups,                                     401, 200, 200, 200, 200
            GET,    /api/v1/backups?namespace=a,                         401, 200, 200, 403, 200
            GET,    /api/v1/operations,                                  401, 200, 200, 200, 200
            GET,    /api/v1/operations?namespace=a,                      401, 200, 200, 403, 200
            GET,    /api/v1/operations/00000000-0000-4000-8000-000000000001, 401, 200, 200, 404, 200
            GET,    /api/v1/operations/none,                             401, 404, 404, 404, 404
            POST,   /api/v1/operations/00000000-0000-4000-8000-000000000001/cancel, 401, 403, 200, 404, 200
            POST,   /api/v1/namespaces/a/databases/shop/adopt,           401, 403, 403, 403, 200
            GET,    /api/v1/clusters/default/check,                      401, 403, 403, 403, 200
            GET,    /api/v1/namespaces/a/databases/shop/credentials/read, 401, 403, 200, 403, 200
            GET,    /api/v1/links,                                       401, 200, 200, 200, 200
            GET,    /api/v1/namespaces/a/links,                          401, 200, 200, 403, 200
            GET,    /api/v1/namespaces/a/links/reports,                  401, 200, 200, 403, 200
            DELETE, /api/v1/namespaces/a/links/none,                     401, 403, 404, 403, 404
            GET,    /api/v1/namespaces/a/links/reports/credentials,      401, 403, 200, 403, 200
            GET,    /api/v1/namespaces/a/links/reports/deliveries,       401, 200, 200, 403, 200
            GET,    /api/v1/namespaces/a/databases/shop/links,           401, 200, 200, 403, 200
            GET,    /api/v1/orphans,                                     401, 403, 403, 403, 200
            GET,    /api/v1/events,                                      401, 200, 200, 200, 200
            GET,    /api/v1/events?namespace=a,                          401, 200, 200, 403, 200
            GET,    /api/v1/audit,                                       401, 403, 403, 403, 200
            GET,    /api/v1/tokens,                                      401, 403, 403, 403, 200
            POST,   /api/v1/tokens,                                      401, 403, 403, 403, 400
            DELETE, /api/v1/tokens/none,                                 401, 403, 403, 403, 404
            GET,    /api/v1/whoami,                                      401, 200, 200, 200, 200
            GET,    /api/v1/clusters/default/usage,                      401, 200, 200, 200, 200
            GET,    /api/v1/status,                                      401, 403, 403, 403, 200
            GET,    /metrics,                                            401, 403, 403, 403, 200
            GET,    /health/live,                                        200, 200, 200, 200, 200
            GET,    /health/ready,                                       200, 200, 200, 200, 200
            GET,    /openapi.json,                                       200, 200, 200, 200, 200
            GET,    /schemas,                                            200, 200, 200, 200, 200
            GET,    /schemas/Cluster.json,                               200, 200, 200, 200, 200
            """;

    private static Rig rig;

    @BeforeAll
    static void open() {
        rig = new Rig();
    }

    @AfterAll
    static void close() {
        rig.close();
    }

    @ParameterizedTest
    @CsvSource(textBlock = TABLE)
    void everybody_may_what_is_theirs(
            String method, String path, int nobody, int viewer, int editor, int stranger, int admin) {
        var statuses = Stream.of("", "viewer", "editor", "stranger", "root")
                .map(who -> rig.method(who, method, path).status())
                .toList();

        assertThat(statuses).containsExactly(nobody, viewer, editor, stranger, admin);
    }

    @Test
    void the_table_has_every_route() {
        List<String> rows = TABLE.lines().filter(l -> !l.startsWith("#")).toList();

        assertThat(rig.server.routes())
                .allSatisfy(route -> assertThat(rows).anySatisfy(row -> {
                    String[] cells = row.split(",");
                    assertThat(cells[0].strip()).isEqualTo(route.method());
                    assertThat(route.matches(cells[1].strip().replaceAll("\\?.*", "")))
                            .isTrue();
                }));
    }

    @Test
    void a_refusal_says_what_is_needed_and_what_one_has() {
        var answer = rig.delete("viewer", "/api/v1/namespaces/a/databases/shop");

        assertThat(answer.code()).isEqualTo("Forbidden");
        assertThat(answer.message())
                .isEqualTo("this needs the right editor in namespace a; token 'viewer' is viewer of namespace a");
    }

    @Test
    void a_refusal_does_not_tell_whether_there_is_such_a_thing() {
        var there = rig.get("stranger", "/api/v1/namespaces/a/databases/shop");
        var notThere = rig.get("stranger", "/api/v1/namespaces/a/databases/none");

        assertThat(there.body()).isEqualTo(notThere.body());
    }

    @Test
    void lists_of_everything_are_narrowed_to_what_a_token_may_see() {
        assertThat(names("/api/v1/databases", "root")).containsExactly("a/shop", "b/shop");
        assertThat(names("/api/v1/databases", "viewer")).containsExactly("a/shop");
        assertThat(names("/api/v1/databases", "stranger")).containsExactly("b/shop");
        assertThat(names("/api/v1/namespaces", "stranger")).containsExactly("/b");
        rig.plane.happen("b", "shop");
        assertThat(rig.get("viewer", "/api/v1/events").json().get("items").findValuesAsString("namespace"))
                .containsOnly("a");
    }

    private static List<String> names(String path, String who) {
        return rig.get(who, path)
                .json()
                .get("items")
                .valueStream()
                .map(r -> r.at("/metadata/namespace").asString("") + "/"
                        + r.at("/metadata/name").asString())
                .toList();
    }
}
