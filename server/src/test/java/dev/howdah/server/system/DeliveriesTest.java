package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.control.Caller;
import dev.howdah.control.Delivered;
import dev.howdah.control.RefusedException;
import dev.howdah.resource.Condition;
import dev.howdah.resource.Documents;
import dev.howdah.resource.InvalidException;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Status;
import dev.howdah.server.store.Stores;
import dev.howdah.spi.Contents;
import dev.howdah.spi.Work;
import dev.howdah.testkit.Orders;
import dev.howdah.testkit.ThrowawayPostgres;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Credentials on their way into sinks, with a real cluster and a sink that does what a test says. */
class DeliveriesTest {

    private static final AtomicInteger NAMES = new AtomicInteger();
    private static final Logger POOL = Logger.getLogger("com.zaxxer.hikari");
    private static final String TO_SHELF = "{role: write, to: shelf}";

    @TempDir
    private Path temp;

    private final ThrowawayPostgres pg = ThrowawayPostgres.of(15);
    private final ThrowawayPostgres.Account platform = pg.rdsLikeLogin();
    private final Shelf shelf = new Shelf();
    private final String name = "d" + NAMES.incrementAndGet();
    private final Ref ref = Ref.database("parcels", name);
    private String database;
    private Mortal plane;

    @BeforeEach
    void open() {
        POOL.setLevel(Level.SEVERE);
        database = Stores.database(15);
        plane = mortal(pg.port(), Clock.systemUTC());
        plane.store.insert(Orders.cluster("default"));
        apply("""
                apiVersion: howdah.dev/v1
                kind: SecretSink
                metadata: {name: shelf}
                spec: {type: vault, vault: {address: 'https://127.0.0.1:1', auth: {method: token, secretFile: /x}}}""");
    }

    @AfterEach
    void close() {
        plane.close();
        POOL.setLevel(Level.INFO);
    }

    private Mortal mortal(int port, Clock clock) {
        return new Mortal(pg, database, port, platform, temp.resolve("key"), clock, List.of(shelf));
    }

    private void apply(String yaml) {
        plane.plane.apply(Caller.HOWDAH, Documents.parse(yaml, null, "test").resources(), false);
    }

    private UUID order(String deliver) {
        return order(plane, ref, deliver);
    }

    private UUID order(Mortal by, Ref which, String deliver) {
        String yaml = """
                apiVersion: howdah.dev/v1
                kind: Database
                metadata: {namespace: %s, name: %s}
                spec: {deliver: [%s]}""".formatted(which.namespace(), which.name(), deliver);
        by.plane.apply(Caller.HOWDAH, Documents.parse(yaml, null, "test").resources(), false);
        UUID uid = by.store.get(which).orElseThrow().metadata().requireUid();
        by.turnsOfAll(uid);
        return uid;
    }

    private Optional<Condition> delivered() {
        return status().condition(Condition.DELIVERED);
    }

    private Status status() {
        return plane.store.get(ref).orElseThrow().status();
    }

    private Contents at(String place) {
        return Optional.ofNullable(shelf.items.get(place)).orElseThrow().contents();
    }

    private void assertLogsIn(Contents contents) throws SQLException {
        Map<String, String> keys = contents.entries();
        try (var c = pg.connect("parcels-" + name, keys.get("username") + "", keys.get("password") + "")) {
            assertThat(c.isValid(5)).isTrue();
        }
    }

    @Test
    void aCredentialIsDeliveredAndLogsIn() throws SQLException {
        order(TO_SHELF);

        assertLogsIn(at("parcels/parcels-" + name + "-write"));
        assertThat(delivered()).hasValueSatisfying(c -> assertThat(c.status()).isEqualTo(Condition.Holds.True));
        assertThat(plane.plane.deliveries(Caller.HOWDAH, ref))
                .singleElement()
                .satisfies(d -> assertThat(d.state()).isEqualTo(Delivered.State.DELIVERED));
        assertThat(plane.store.events(0, null, ref, 100)).extracting("reason").contains("Delivered");
    }

    @Test
    void whatIsThereIsLookedAtRarelyAndNotWrittenAgain() {
        UUID uid = order(TO_SHELF);
        int looks = shelf.looks.get();

        plane.turnsOfAll(uid);
        assertThat(shelf.looks).hasValue(looks);
        turnsLater(Duration.ofMinutes(20), uid);

        assertThat(shelf.looks).hasValue(looks + 1);
        assertThat(shelf.writes).hasValue(1);
    }

    /** The turns that come when some time has passed. */
    private void turnsLater(Duration passed, UUID uid) {
        Clock later = Clock.fixed(Instant.now().plus(passed), ZoneOffset.UTC);
        try (Mortal then = mortal(pg.port(), later)) {
            then.turnsOfAll(uid);
        }
    }

    @Test
    void aSecretThatWasLostIsWrittenAgain() throws SQLException {
        UUID uid = order(TO_SHELF);
        shelf.items.clear();

        turnsLater(Duration.ofMinutes(20), uid);

        assertLogsIn(at("parcels/parcels-" + name + "-write"));
        assertThat(plane.store.events(0, null, ref, 100)).extracting("reason").contains("DeliveryRepaired");
    }

    @Test
    void aSinkThatDoesNotAnswerStopsNothingButItsDeliveries() throws SQLException {
        shelf.trouble = Reason.SINK_UNREACHABLE;
        UUID uid = order(TO_SHELF + ", {role: read, to: nowhere}");

        assertThat(status().ready()).isTrue();
        assertThat(delivered()).hasValueSatisfying(c -> {
            assertThat(c.status()).isEqualTo(Condition.Holds.False);
            assertThat(c.reason()).isEqualTo(Reason.SINK_NOT_FOUND);
        });
        order(TO_SHELF);
        assertThat(delivered()).hasValueSatisfying(c -> {
            assertThat(c.reason()).isEqualTo(Reason.SINK_UNREACHABLE);
            assertThat(c.message()).contains("shelf").contains("write");
        });

        shelf.trouble = null;
        plane.turnsOfAll(uid);
        assertLogsIn(at("parcels/parcels-" + name + "-write"));
        assertThat(delivered()).hasValueSatisfying(c -> assertThat(c.status()).isEqualTo(Condition.Holds.True));
    }

    @Test
    void whatIsSomebodyElsesStays() {
        var theirs = new Shelf.Item(null, Contents.of(Map.of("password", "theirs")));
        shelf.items.put("parcels/parcels-" + name + "-write", theirs);

        UUID uid = order(TO_SHELF);

        assertThat(shelf.items).containsValue(theirs);
        assertThat(delivered()).hasValueSatisfying(c -> assertThat(c.reason()).isEqualTo(Reason.SINK_TAKEN));
        order("");
        plane.turnsOfAll(uid);
        assertThat(shelf.items).containsValue(theirs);
        assertThat(plane.deliveries.of(uid)).isEmpty();
        assertThat(delivered()).isEmpty();
    }

    @Test
    void twoOrdersNeverShareAPlace() {
        String same = "{role: write, to: shelf, name: app}";
        order(same);
        Contents first = at("app");

        Ref other = Ref.database("parcels", name + "-b");
        order(plane, other, same);

        assertThat(at("app")).isEqualTo(first);
        assertThat(plane.store.get(other).orElseThrow().status().condition(Condition.DELIVERED))
                .hasValueSatisfying(c -> {
                    assertThat(c.reason()).isEqualTo(Reason.SINK_TAKEN);
                    assertThat(c.message()).contains(ref.path());
                });
    }

    @Test
    void whatIsNoLongerWishedIsTakenAwayAndWhatMovedIsMoved() {
        UUID uid = order(TO_SHELF + ", {role: read, to: shelf}");
        assertThat(shelf.items).hasSize(2);

        order("{role: write, to: shelf, name: elsewhere}");

        plane.turnsOfAll(uid);
        assertThat(shelf.items).containsOnlyKeys("elsewhere");
        assertThat(plane.deliveries.of(uid)).hasSize(1);
    }

    @Test
    void anotherFormatIsWrittenInPlace() {
        order(TO_SHELF);

        order("{role: write, to: shelf, format: env}");

        assertThat(at("parcels/parcels-" + name + "-write").entries()).containsKey("PGPASSWORD");
        assertThat(shelf.items).hasSize(1);
    }

    @Test
    void theTrashKeepsASecretAndAPurgeTakesItAway() throws SQLException {
        UUID uid = order(TO_SHELF);

        plane.plane.delete(Caller.HOWDAH, ref, false, null);
        plane.turnsOfAll(uid);
        assertThat(shelf.items).hasSize(1);
        plane.plane.undelete(Caller.HOWDAH, ref);
        plane.turnsOfAll(uid);
        assertLogsIn(at("parcels/parcels-" + name + "-write"));

        plane.plane.delete(Caller.HOWDAH, ref, true, name);
        plane.turnsOfAll(uid);
        assertThat(shelf.items).isEmpty();
        assertThat(plane.deliveries.of(uid)).isEmpty();
    }

    @Test
    void aSinkThatHoldsSecretsIsNotRemoved() {
        UUID uid = order(TO_SHELF);

        assertThatThrownBy(() -> plane.plane.delete(Caller.HOWDAH, Ref.sink("shelf"), false, null))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("1 secret");

        order("");
        plane.turnsOfAll(uid);
        plane.plane.delete(Caller.HOWDAH, Ref.sink("shelf"), false, null);
    }

    @Test
    void aSinkThatIsGoneForGoodIsForgottenWithWhatItHeld() {
        UUID uid = order(TO_SHELF);
        shelf.trouble = Reason.SINK_UNREACHABLE;
        UUID sink = plane.store.get(Ref.sink("shelf")).orElseThrow().metadata().requireUid();

        plane.plane.delete(Caller.HOWDAH, Ref.sink("shelf"), false, "shelf");
        plane.reconciler.turn(new Work.Of(Kind.SECRET_SINK, sink));

        assertThat(plane.deliveries.of(uid)).isEmpty();
        assertThat(plane.store.get(Ref.sink("shelf"))).isEmpty();
        assertThat(shelf.items).hasSize(1);
        order(TO_SHELF);
        assertThat(delivered()).hasValueSatisfying(c -> assertThat(c.reason()).isEqualTo(Reason.SINK_NOT_FOUND));
    }

    @Test
    void aDatabaseThatWasLetGoAndIsBackHasItsDeliveriesLookedAfter() throws SQLException {
        String spec = "{mode: protected, deliver: [" + TO_SHELF + "]}";
        UUID uid = whole(spec);
        plane.plane.delete(Caller.HOWDAH, ref, false, null);
        assertThat(shelf.items).hasSize(1);
        shelf.items.clear();

        assertThat(whole(spec)).isEqualTo(uid);
        turnsLater(Duration.ofMinutes(20), uid);

        assertLogsIn(at("parcels/parcels-" + name + "-write"));
        assertThat(delivered()).hasValueSatisfying(c -> assertThat(c.status()).isEqualTo(Condition.Holds.True));
    }

    private UUID whole(String spec) {
        apply("""
                apiVersion: howdah.dev/v1
                kind: Database
                metadata: {namespace: parcels, name: %s}
                spec: %s""".formatted(name, spec));
        UUID uid = plane.store.get(ref).orElseThrow().metadata().requireUid();
        plane.turnsOfAll(uid);
        return uid;
    }

    @Test
    void aSinkServesOnlyTheNamespacesThatItNames() {
        apply("""
                apiVersion: howdah.dev/v1
                kind: SecretSink
                metadata: {name: private}
                spec:
                  type: vault
                  namespaces: ['idp-*', ops]
                  vault: {address: 'https://127.0.0.1:1', auth: {method: token, secretFile: /x}}""");

        assertThatThrownBy(() -> order("{role: write, to: private}"))
                .isInstanceOf(InvalidException.class)
                .hasMessageContaining("spec.deliver[0].to")
                .hasMessageContaining("parcels");
    }

    /** Before any statement of the turns, and again with the sink written but the Store not told. */
    @Test
    void aDeathAnywhereOnTheWayLeavesASecretThatWorks() throws Exception {
        Deaths.anywhere(0, 23, at -> {
            Ref which = Ref.database("parcels", name + "-" + at);
            boolean died = Deaths.before(
                    at, pg.port(), port -> mortal(port, Clock.systemUTC()), mortal -> order(mortal, which, TO_SHELF));
            UUID uid = order(plane, which, TO_SHELF);
            Contents contents = at("parcels/parcels-" + which.name() + "-write");
            try (var c = pg.connect(
                    "parcels-" + which.name(),
                    contents.entries().get("username") + "",
                    contents.entries().get("password") + "")) {
                assertThat(c.isValid(5)).as("dead before %d", at).isTrue();
            }
            assertThat(plane.deliveries.of(uid)).as("dead before %d", at).hasSize(1);
            return died;
        });
    }

    @Test
    void aTurnOverADeliveryThatIsGoneDoesNothing() {
        assertThat(plane.reconciler.turn(new Work.Chore(Work.Sort.DELIVERY, UUID.randomUUID())))
                .isEmpty();
        assertThat(plane.store.uids(Kind.SECRET_SINK)).hasSize(1);
    }
}
