package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.control.Caller;
import dev.howdah.resource.Ref;
import dev.howdah.spi.Credential;
import dev.howdah.spi.Links;
import dev.howdah.spi.Work;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A control plane that dies while it makes a link's login, or while it removes one. */
class LinkDeathsTest {

    private static final Logger POOL = Logger.getLogger("com.zaxxer.hikari");
    private static final int STRIDE = Integer.getInteger("howdah.crash.stride", 31);

    @TempDir
    private Path temp;

    private static final AtomicInteger NAMES = new AtomicInteger();

    private final Ref order = Ref.database("owner", "mortal" + NAMES.incrementAndGet() + "x");
    private LinkScene scene;
    private Mortal plane;

    @BeforeEach
    void open() {
        POOL.setLevel(Level.SEVERE);
        scene = new LinkScene(temp);
        plane = scene.plane;
    }

    @AfterEach
    void close() {
        scene.close();
        POOL.setLevel(Level.INFO);
    }

    /** Before statements of the turns that make a link's login, and of those that remove it. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDeathAnywhereOnTheWayCostsNothing(boolean making) throws Exception {
        scene.apply(LinkScene.orderYaml(order, "sharing: [{namespace: shop-web, roles: [read]}]"));
        plane.turns(plane.store.get(order).orElseThrow().metadata().requireUid());
        Deaths.anywhere(3, STRIDE, at -> {
            Ref which = Ref.link("shop-web", order.name() + at);
            if (!making) {
                act(plane, which, true);
            }
            boolean died = Deaths.before(at, scene.pg.port(), scene::mortal, mortal -> act(mortal, which, making));
            act(plane, which, making);
            String user = "shop-web-" + which.name() + "-link";
            Optional<Links.Row> row = plane.store
                    .get(which)
                    .flatMap(r -> plane.store.links().get(r.metadata().requireUid()));
            assertThat(row.isPresent()).as("%s, dead before %d", making, at).isEqualTo(making);
            assertThat(scene.roles(user)).as("%s, dead before %d", making, at).hasSize(making ? 1 : 0);
            assertThat(scene.shelf.items.containsKey("shop-web/" + user))
                    .as("%s, dead before %d", making, at)
                    .isEqualTo(making);
            if (making) {
                Credential credential = plane.plane.credential(Caller.HOWDAH, which);
                assertThat(scene.door("owner-" + order.name(), user, credential.password()))
                        .as("dead before %d", at)
                        .isEmpty();
            }
            return died;
        });
        assertThat(plane.store.get(order).orElseThrow().status().ready()).isTrue();
    }

    private void act(Mortal by, Ref which, boolean making) {
        if (making) {
            by.plane.apply(Caller.HOWDAH, LinkScene.documents(LinkScene.linkYaml(which, order, "read")), false);
        } else if (by.store.get(which).isPresent()) {
            by.plane.delete(Caller.HOWDAH, which, false, null);
        }
        LinkScene.turns(by, order, which);
        if (!making) {
            by.deliveries.into("shelf").stream()
                    .filter(d -> by.deliveries.get(d).orElseThrow().leaving())
                    .forEach(d -> by.reconciler.turn(new Work.Chore(Work.Sort.DELIVERY, d)));
        }
    }
}
