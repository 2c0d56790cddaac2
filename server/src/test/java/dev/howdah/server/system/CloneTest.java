package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.control.Caller;
import dev.howdah.control.Expiry;
import dev.howdah.resource.Ref;
import dev.howdah.server.store.PgKeepsakes;
import dev.howdah.server.store.StoreDb;
import dev.howdah.spi.Recovery;
import dev.howdah.testkit.NoCopies;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** A database is cloned while it is in use, and the clone is somebody else's. */
class CloneTest {

    private static final ObjectMapper JSON = new JsonMapper();

    private final Seat seat = Seat.shared();
    private final Api admin = seat.admin();

    private JsonNode cloned(Order source, Order as, Map<String, ?> more) {
        var wish = new HashMap<String, Object>(more);
        wish.put("as", as.namespace() + "/" + as.name());
        JsonNode begun = admin.send("POST", source.path() + "/clone", JSON.writeValueAsString(wish))
                .ok();
        String path = "/api/v1/operations/" + begun.path("uid").asString();
        Seat.until(
                () -> admin.get(path).ok().toString(),
                () -> admin.get(path).ok().has("outcome"));
        return admin.get(path).ok();
    }

    private Order source() {
        Order source = seat.order("source");
        admin.ready(source);
        Pg.of(admin.credential(source, "admin"))
                .sql("CREATE TABLE people (id int PRIMARY KEY, email text); INSERT INTO people SELECT g, g || '@x' FROM"
                        + " generate_series(1, 100) g; CREATE SCHEMA more; CREATE VIEW more.v AS SELECT * FROM people;"
                        + " CREATE FUNCTION more.f() RETURNS int LANGUAGE sql AS 'SELECT 1'; GRANT EXECUTE ON FUNCTION"
                        + " more.f() TO \"" + source.pg() + "-read\"");
        return source;
    }

    @Test
    void aCloneHasTheRowsMaskedAndNothingOfItsSourcesRoles() {
        Order source = source();
        Order clone = seat.order("clone");

        JsonNode over = cloned(
                source,
                clone,
                Map.of(
                        "mask",
                        "-- nobody's\nUPDATE people SET email = 'x' || id || '@example.org';\n",
                        "expires",
                        "3d"));

        assertThat(over.path("outcome").asString()).as(over.toString()).isEqualTo("done");
        assertThat(over.path("message").asString())
                .isEqualTo("cloned from " + source.namespace() + "/" + source.name() + ", masked");
        JsonNode ready = admin.settled(clone);
        assertThat(Order.reason(ready)).isEqualTo("Converged");
        assertThat(ready.at("/spec/expires").asString()).isEqualTo("3d");
        assertThat(Pg.of(admin.credential(clone, "write")).one("SELECT count(*) || ' ' || max(email) FROM people"))
                .isEqualTo("100 x9@example.org");
        assertThat(Pg.of(admin.credential(clone, "read")).one("SELECT count(*) FROM more.v WHERE more.f() = 1"))
                .isEqualTo("100");
        assertThat(Pg.of(admin.credential(source, "read")).one("SELECT max(email) FROM people"))
                .isEqualTo("9@x");
        // who is of the one is nobody in the other
        Pg platform = seat.platform("default");
        assertThat(Pg.of(admin.credential(source, "admin")).in(clone.pg()).logIn())
                .isEqualTo("42501");
        assertThat(Pg.of(admin.credential(clone, "admin")).in(source.pg()).logIn())
                .isEqualTo("42501");
        assertThat(platform.one(
                        "SELECT count(*) FROM pg_shdepend s JOIN pg_database d ON d.oid = s.dbid JOIN pg_roles r"
                                + " ON r.oid = s.refobjid AND s.refclassid = 'pg_authid'::regclass WHERE d.datname = '"
                                + clone.pg() + "' AND r.rolname LIKE '" + source.pg() + "-%'"))
                .isEqualTo("0");
        seat.leavesNoCopies();
        assertThat(platform.one("SELECT count(*) FROM pg_roles WHERE rolname ~ '^howdah-(dump|load)'"))
                .isEqualTo("0");
    }

    /** PostgreSQL copies it while nobody is in it; whoever was is let in again. */
    @Test
    void aSourceThatMayPauseIsCopiedByItsServer() throws SQLException {
        Order source = source();
        Order clone = seat.order("clone");
        var unasked = admin.send(
                "POST",
                source.path() + "/clone",
                JSON.writeValueAsString(Map.of("as", clone.name(), "pause", true, "confirm", "other")));
        assertThat(unasked.status()).isEqualTo(409);
        assertThat(unasked.body().toString())
                .contains("ends all its sessions, and new ones wait", "repeat with `--confirm " + source.name() + "`");
        var past = admin.send(
                "POST",
                source.path() + "/clone",
                JSON.writeValueAsString(
                        Map.of("as", clone.name(), "pause", true, "confirm", source.name(), "at", "latest")));
        assertThat(past.status()).isEqualTo(422);
        assertThat(past.body().toString()).contains("leave out either `at` or `pause`");
        assertThat(admin.get(clone.path()).status()).isEqualTo(404);

        try (Connection busy = Pg.of(admin.credential(source, "read")).connect();
                var s = busy.createStatement()) {
            JsonNode over = cloned(
                    source,
                    clone,
                    Map.of("pause", true, "confirm", source.name(), "mask", "UPDATE people SET email = 'x' || id"));
            assertThat(over.path("outcome").asString()).as(over.toString()).isEqualTo("done");
            assertThat(over.path("message").asString())
                    .matches("cloned from " + source.namespace() + "/" + source.name()
                            + ", masked; its sessions were ended, and nobody could work in it for \\d+ ms");
            assertThatThrownBy(() -> s.execute("SELECT 1")).isInstanceOf(SQLException.class);
        }
        assertThat(Order.reason(admin.settled(clone))).isEqualTo("Converged");
        assertThat(Pg.of(admin.credential(clone, "read")).one("SELECT count(*) || ' ' || max(email) FROM people"))
                .isEqualTo("100 x99");
        assertThat(Pg.of(admin.credential(source, "write")).one("SELECT max(email) FROM people"))
                .isEqualTo("9@x");
        assertThat(Pg.of(admin.credential(source, "admin")).in(clone.pg()).logIn())
                .isEqualTo("42501");
        assertThat(seat.platform("default")
                        .one("SELECT count(*) FROM pg_database WHERE datname ~ '^howdah-(clone|empty)'"))
                .isEqualTo("0");
    }

    @Test
    void aScriptThatFailsLeavesTheCloneEmptyAndShutAndSaysItsLine() {
        Order source = source();
        Order clone = seat.order("clone");

        JsonNode over = cloned(
                source, clone, Map.of("mask", "UPDATE people SET email = 'x';\n\nUPDATE nobody\n SET email = 'x';"));

        assertThat(over.path("outcome").asString()).isEqualTo("failed");
        assertThat(over.path("message").asString()).contains("line 3", "relation \"nobody\" does not exist");
        Seat.until(
                "it is shut", () -> Order.reason(admin.get(clone.path()).ok()).equals("FillFailed"));
        Pg platform = seat.platform("default");
        assertThat(platform.one(
                        "SELECT count(*) FROM pg_roles WHERE rolcanlogin AND rolname LIKE '" + clone.pg() + "-%'"))
                .isEqualTo("0");
        Seat.until(
                "it is made again",
                () -> platform.one("SELECT count(*) FROM pg_database WHERE datname = '" + clone.pg() + "'")
                        .equals("1"));
        assertThat(platform.in(clone.pg()).one("SELECT count(*) FROM pg_class WHERE relname = 'people'"))
                .isEqualTo("0");
    }

    /** A COMMIT would leave half a mask behind; those who may look at the clone never see the script. */
    @Test
    void aScriptThatLeavesItsTransactionIsRefusedAndNobodyIsShownOne() {
        Order source = source();
        Order clone = seat.order("clone");
        var refused = admin.send(
                "POST",
                source.path() + "/clone",
                JSON.writeValueAsString(Map.of("as", clone.name(), "mask", "DELETE FROM people;\n/* and */ commit;")));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body().toString()).contains("line 2: COMMIT can't be used");
        assertThat(admin.get(clone.path()).status()).isEqualTo(404);

        JsonNode over = cloned(source, clone, Map.of("mask", "DELETE FROM people;\nDO 'BEGIN\nCOMMIT; END';"));

        assertThat(over.path("outcome").asString()).isEqualTo("failed");
        assertThat(over.path("message").asString()).contains("line 2: invalid transaction termination");
        assertThat(over.toString()).doesNotContain("DELETE FROM").contains("sha256:");
        assertThat(admin.get("/api/v1/audit?resource=" + "Database%20" + source.namespace() + "/" + source.name())
                        .ok()
                        .toString())
                .contains("masked by sha256:")
                .doesNotContain("DELETE FROM");
    }

    @Test
    void aNameThatIsTakenOrNoSourceIsRefused() {
        Order source = source();

        assertThat(admin.send("POST", source.path() + "/clone", "{\"as\": \"" + source.name() + "\"}")
                        .status())
                .isEqualTo(409);
        assertThat(admin.send("POST", seat.order("none").path() + "/clone", "{\"as\": \"x\"}")
                        .status())
                .isEqualTo(404);
        assertThat(admin.send("POST", source.path() + "/clone", "{\"as\": \"x\", \"mast\": \"\"}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void anOrderWhoseTimeIsOverGoesToTheTrashAndIsWarnedBefore(@TempDir Path temp) {
        try (LinkScene scene = new LinkScene(temp);
                StoreDb db = store(scene)) {
            Ref brief = Ref.database("owner", "brief");
            Ref longer = Ref.database("owner", "longer");
            Ref more = Ref.database("owner", "more");
            scene.apply(LinkScene.orderYaml(brief, "expires: 2h"));
            scene.apply(LinkScene.orderYaml(longer, "expires: 4h"));
            scene.apply(LinkScene.orderYaml(more, "expires: 2h"));
            scene.apply(LinkScene.orderYaml(more, "expires: 30h"));
            Mortal then = later(scene, db, temp, 3);

            assertThat(new Expiry(scene.plane.world).look()).isZero();
            assertThat(new Expiry(then.world).look()).isEqualTo(1);
            assertThat(new Expiry(then.world).look()).isZero();

            assertThat(scene.plane.store.get(brief).orElseThrow().metadata().deletionRequestedAt())
                    .isNotNull();
            assertThat(List.of(longer, more))
                    .allSatisfy(ref -> assertThat(scene.plane
                                    .store
                                    .get(ref)
                                    .orElseThrow()
                                    .metadata()
                                    .deletionRequestedAt())
                            .isNull());
            assertThat(scene.plane.plane.events(Caller.HOWDAH, 0, longer, null, 10))
                    .filteredOn(e -> e.reason().equals("Expiring"))
                    .singleElement()
                    .satisfies(e -> assertThat(e.message()).contains("in less than an hour", "`spec.expires`"));
            assertThat(scene.plane.plane.events(Caller.HOWDAH, 0, more, null, 10))
                    .noneMatch(e -> e.reason().equals("Expiring"));
            assertThat(scene.plane.plane.events(Caller.HOWDAH, 0, brief, null, 10))
                    .anySatisfy(e -> assertThat(e.message()).contains("its time is over after 2h"));
            then.close();

            Mortal eve = later(scene, db, temp, 7);
            new Expiry(eve.world).look();
            new Expiry(eve.world).look();
            eve.close();
            assertThat(scene.plane.plane.events(Caller.HOWDAH, 0, more, null, 10))
                    .filteredOn(e -> e.reason().equals("Expiring"))
                    .singleElement()
                    .satisfies(e -> assertThat(e.message()).contains("in less than a day"));
        }
    }

    private static StoreDb store(LinkScene scene) {
        var root = scene.pg.superuser();
        String url = "jdbc:postgresql://127.0.0.1:" + scene.pg.port() + "/" + scene.database();
        return StoreDb.open(url, root.user(), root.password(), null);
    }

    /** A control plane that remembers what it said. */
    private static Mortal later(LinkScene scene, StoreDb db, Path temp, int hours) {
        return new Mortal(
                scene.pg,
                scene.database(),
                scene.pg.port(),
                scene.pg.rdsLikeLogin(),
                temp.resolve("key"),
                Clock.offset(Clock.systemUTC(), Duration.ofHours(hours)),
                List.of(),
                backups -> {
                    Recovery none = NoCopies.recovery(backups);
                    return new Recovery(
                            none.engines(),
                            none.copies(),
                            backups,
                            none.shelf(),
                            none.scratches(),
                            new PgKeepsakes(db),
                            none.soundness());
                });
    }
}
