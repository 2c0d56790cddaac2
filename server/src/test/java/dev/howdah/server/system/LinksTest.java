package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.control.Applied;
import dev.howdah.control.Caller;
import dev.howdah.control.LinkedBy;
import dev.howdah.control.Planned;
import dev.howdah.control.RefusedException;
import dev.howdah.plan.LinkLogin;
import dev.howdah.resource.Condition;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Ref;
import dev.howdah.spi.Credential;
import dev.howdah.spi.Store;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Applications that use another namespace's database through links, with a real cluster and a sink in memory. */
class LinksTest {

    private static final AtomicInteger NAMES = new AtomicInteger();
    private static final Logger POOL = Logger.getLogger("com.zaxxer.hikari");
    private static final String SHARED = "sharing: [{namespace: 'shop-*', roles: [read]}]";

    @TempDir
    private Path temp;

    private final String name = "l" + NAMES.incrementAndGet();
    private final Ref order = Ref.database("owner", name);
    private final Ref link = Ref.link("shop-web", name);
    private final String login = "shop-web-" + name + "-link";
    private LinkScene scene;
    private Mortal plane;
    private Shelf shelf;

    @BeforeEach
    void open() {
        POOL.setLevel(Level.SEVERE);
        scene = new LinkScene(temp);
        plane = scene.plane;
        shelf = scene.shelf;
    }

    @AfterEach
    void close() {
        scene.close();
        POOL.setLevel(Level.INFO);
    }

    private void order(String spec) {
        scene.apply(LinkScene.orderYaml(order, spec));
        LinkScene.turns(plane, order, link);
    }

    private void link(Ref which) {
        scene.apply(LinkScene.linkYaml(which, order, "read"));
        LinkScene.turns(plane, order, which);
    }

    private void linked() {
        order(SHARED);
        link(link);
    }

    private Condition ready(Ref ref) {
        return plane.store
                .get(ref)
                .orElseThrow()
                .status()
                .condition(Condition.READY)
                .orElseThrow();
    }

    private String password() {
        return plane.vault
                .get(plane.store.get(link).orElseThrow().metadata().requireUid(), LinkLogin.KEY)
                .orElseThrow()
                .password();
    }

    private Connection logIn(String user, String password) throws SQLException {
        return scene.pg.connect("owner-" + name, user, password);
    }

    private String door(String user, String password) {
        return scene.door("owner-" + name, user, password);
    }

    private List<String> reasons(Ref ref) {
        return plane.store.events(0, null, ref, 200).stream()
                .map(Store.Event::reason)
                .toList();
    }

    @Test
    void aSharedDatabaseIsUsedWithALoginOfTheLinksOwn() {
        linked();

        assertThat(ready(link).status()).isEqualTo(Condition.Holds.True);
        Credential credential = plane.plane.credential(Caller.HOWDAH, link);
        assertThat(credential.username()).isEqualTo(login);
        assertThat(door(login, credential.password())).isEmpty();
        assertThat(shelf.items.get("shop-web/" + login).contents().entries())
                .containsEntry("username", login)
                .containsEntry("password", credential.password());
        assertThat(plane.plane.links(Caller.HOWDAH, order))
                .containsExactly(new LinkedBy("shop-web", name, credential.role(), login, true, null));
        assertThat(plane.plane.deliveries(Caller.HOWDAH, link)).hasSize(1);
        assertThat(reasons(order)).contains("Linked").doesNotContain("Drift");
        assertThat(reasons(link)).contains("Linked", "Delivered");
    }

    @Test
    void aLinkIsWokenWhenTheSinkThatItWaitsForIsRegistered() {
        order(SHARED);
        scene.apply(LinkScene.linkYaml(link, order, "read").replace("to: shelf", "to: later"));
        LinkScene.turns(plane, order, link);
        plane.woken.clear();

        scene.apply(LinkScene.sinkYaml("later"));
        plane.reconciler.turn(plane.of(Ref.sink("later")));

        assertThat(plane.woken).contains(plane.of(link));
    }

    @Test
    void aLinkWaitsAndLearnsNothingUntilItIsAllowed() {
        link(link);
        Condition nothing = ready(link);
        assertThat(nothing.reason()).isEqualTo(Reason.LINK_NOT_ALLOWED);
        assertThat(nothing.message()).contains("sharing: [{namespace: shop-web, roles: [read]}]");

        order("sharing: [{namespace: shop-web, roles: [write]}, {namespace: other, roles: [read]}]");
        assertThat(ready(link)).isEqualTo(nothing);
        assertThat(plane.store.get(link).orElseThrow().status().database()).isNull();
        assertThat(plane.plane.links(Caller.HOWDAH, order)).isEmpty();
        assertThat(scene.roles(login)).isEmpty();
        assertThat(shelf.items).isEmpty();

        order(SHARED);
        assertThat(ready(link).status()).isEqualTo(Condition.Holds.True);
        assertThat(door(login, password())).isEmpty();
    }

    @Test
    void oneWhosePermissionIsWithdrawnIsCutOffAlone() throws SQLException {
        linked();
        Ref other = Ref.link("shop-app", name);
        link(other);
        String before = password();
        try (Connection open = logIn(login, before)) {
            order("sharing: [{namespace: shop-app, roles: [read]}]");
            assertThat(open.isValid(5)).isFalse();
        }

        assertThat(ready(link).reason()).isEqualTo(Reason.LINK_NOT_ALLOWED);
        assertThat(door(login, before)).startsWith("28");
        assertThat(shelf.items).containsOnlyKeys("shop-app/shop-app-" + name + "-link");
        assertThat(reasons(order)).contains("Unlinked").doesNotContain("Drift");
        assertThat(reasons(link)).contains("Unlinked", "LinkNotAllowed");
        assertThat(plane.plane.links(Caller.HOWDAH, order))
                .extracting(LinkedBy::namespace)
                .containsExactly("shop-app");
        assertThatThrownBy(() -> plane.plane.credential(Caller.HOWDAH, link)).isInstanceOf(RefusedException.class);

        order(SHARED);
        assertThat(ready(link).status()).isEqualTo(Condition.Holds.True);
        assertThat(password()).isNotEqualTo(before);
    }

    @Test
    void deletingALinkTakesItsLoginAndItsSecretAndNothingElse() {
        linked();
        List<String> all = scene.roles("%-" + name + "-%");

        plane.plane.delete(Caller.HOWDAH, link, false, null);
        LinkScene.turns(plane, order, link);

        assertThat(plane.store.get(link)).isEmpty();
        assertThat(shelf.items).isEmpty();
        all.remove(login);
        assertThat(scene.roles("%-" + name + "-%")).isEqualTo(all);
        assertThat(ready(order).status()).isEqualTo(Condition.Holds.True);
        assertThat(reasons(order)).contains("Unlinked").doesNotContain("Drift");
    }

    @Test
    void theTrashShutsItAndBringsItBackAsItWas() {
        linked();
        String password = password();

        String said = plane.plane.delete(Caller.HOWDAH, order, false, null);
        LinkScene.turns(plane, order, link);
        assertThat(said).contains(link.path());
        assertThat(ready(link).reason()).isEqualTo(Reason.IN_TRASH);
        assertThat(door(login, password)).isEqualTo("28000");

        plane.plane.undelete(Caller.HOWDAH, order);
        LinkScene.turns(plane, order, link);
        assertThat(ready(link).status()).isEqualTo(Condition.Holds.True);
        assertThat(password()).isEqualTo(password);
        assertThat(door(login, password)).isEmpty();
    }

    @Test
    void whatLinksUseIsNotPurgedBeforeItWasInTheTrash() {
        linked();

        assertThatThrownBy(() -> plane.plane.delete(Caller.HOWDAH, order, true, name))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(link.path() + " (read)");
        plane.plane.delete(Caller.HOWDAH, order, false, null);
        LinkScene.turns(plane, order, link);
        plane.plane.delete(Caller.HOWDAH, order, true, name);
        LinkScene.turns(plane, order, link);

        assertThat(plane.store.get(order)).isEmpty();
        assertThat(scene.roles("%-" + name + "-%")).isEmpty();
        assertThat(shelf.items).isEmpty();
        assertThat(ready(link).reason()).isEqualTo(Reason.LINK_NOT_ALLOWED);
        plane.plane.delete(Caller.HOWDAH, link, false, null);
        LinkScene.turns(plane, order, link);
        assertThat(plane.store.get(link)).isEmpty();
    }

    @Test
    void aProtectedDatabaseIsNotLetGoWhileLinksUseIt() {
        order("mode: protected, " + SHARED);
        link(link);

        assertThatThrownBy(() -> plane.plane.delete(Caller.HOWDAH, order, false, null))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(link.path());
        order("mode: protected");
        plane.plane.delete(Caller.HOWDAH, order, false, null);
    }

    @Test
    void twoLinksNeverWantOneLogin() {
        link(Ref.link("a-b", name));

        assertThatThrownBy(() -> link(Ref.link("a", "b-" + name)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("a-b-" + name + "-link")
                .hasMessageContaining("a-b/" + name);
    }

    @Test
    void anEditorOfItsNamespaceIsEnough() {
        linked();
        Caller editor = new Caller("shop", Caller.Right.EDITOR, "shop-web");
        Caller viewer = new Caller("shop", Caller.Right.VIEWER, "shop-web");
        Caller stranger = new Caller("owner", Caller.Right.EDITOR, "owner");
        var again = LinkScene.documents(LinkScene.linkYaml(link, order, "read"));

        assertThat(plane.plane.apply(editor, again, false))
                .extracting(Applied::outcome)
                .containsExactly(Applied.Outcome.UNCHANGED);
        assertThat(plane.plane.credential(editor, link).username()).isEqualTo(login);
        for (Runnable no : List.<Runnable>of(
                () -> plane.plane.apply(viewer, again, false),
                () -> plane.plane.apply(stranger, again, false),
                () -> plane.plane.credential(viewer, link),
                () -> plane.plane.delete(stranger, link, false, null),
                () -> plane.plane.get(stranger, link),
                () -> plane.plane.links(editor, order))) {
            assertThatThrownBy(no::run)
                    .isInstanceOfSatisfying(
                            RefusedException.class, e -> assertThat(e.why()).isEqualTo(RefusedException.Why.FORBIDDEN));
        }
    }

    @Test
    void aNamespaceWithLinksStays() {
        linked();

        assertThatThrownBy(() -> plane.plane.delete(Caller.HOWDAH, Ref.namespace("shop-web"), false, null))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("links: " + name);
    }

    @Test
    void pruningTakesLinksThatNoDocumentNames() {
        linked();
        Ref other = Ref.link("shop-web", name + "-b");

        var applied =
                plane.plane.apply(Caller.HOWDAH, LinkScene.documents(LinkScene.linkYaml(other, order, "read")), true);

        assertThat(applied)
                .extracting(Applied::outcome)
                .containsExactly(Applied.Outcome.CREATED, Applied.Outcome.PRUNED);
        LinkScene.turns(plane, order, link);
        assertThat(plane.store.get(link)).isEmpty();
        assertThat(plane.store.get(other)).isPresent();
    }

    @Test
    void aPlanShowsTheStatementsAndForTheOwnerWhomItCutsOff() {
        order(SHARED);
        var wanted = LinkScene.documents(LinkScene.linkYaml(link, order, "read"));

        assertThat(plane.plane.plan(Caller.HOWDAH, wanted)).singleElement().satisfies(p -> {
            assertThat(p.verdict()).isEqualTo(Planned.Verdict.CHANGE);
            assertThat(p.steps().stream().flatMap(s -> s.sql().stream()))
                    .anyMatch(s -> s.startsWith("CREATE ROLE \"" + login + "\"") && s.contains("NOINHERIT"))
                    .anyMatch(s -> s.startsWith("GRANT CONNECT ON DATABASE"));
        });
        link(link);
        assertThat(plane.plane.plan(Caller.HOWDAH, wanted))
                .singleElement()
                .satisfies(p -> assertThat(p.verdict()).isEqualTo(Planned.Verdict.UP_TO_DATE));
        assertThat(plane.plane.plan(Caller.HOWDAH, LinkScene.documents(LinkScene.orderYaml(order, SHARED))))
                .singleElement()
                .satisfies(p -> assertThat(p.steps()).isEmpty());
        assertThat(plane.plane.plan(Caller.HOWDAH, LinkScene.documents(LinkScene.orderYaml(order, ""))))
                .singleElement()
                .satisfies(p -> assertThat(p.steps().stream().flatMap(s -> s.sql().stream()))
                        .contains("DROP ROLE \"" + login + "\""));
        assertThat(plane.plane.plan(
                        Caller.HOWDAH, LinkScene.documents(LinkScene.linkYaml(Ref.link("else", "x"), order, "read"))))
                .singleElement()
                .satisfies(p -> assertThat(p.reason()).isEqualTo(Reason.LINK_NOT_ALLOWED));
    }

    @Test
    void whatIsDoneToItsLoginBehindOnesBackIsHealedAndTold() throws SQLException {
        linked();
        try (Connection c = scene.pg.connect("postgres");
                var s = c.createStatement()) {
            s.execute("ALTER ROLE \"" + login + "\" NOLOGIN");
        }

        LinkScene.turns(plane, order, link);

        assertThat(door(login, password())).isEmpty();
        assertThat(reasons(order)).contains("Drift");
    }

    @Test
    void aLinkCanNotBecomeOneToAnotherDatabase() {
        linked();

        assertThatThrownBy(() -> scene.apply(LinkScene.linkYaml(link, Ref.database("owner", "other"), "read")))
                .hasMessageContaining("spec.database");
    }
}
