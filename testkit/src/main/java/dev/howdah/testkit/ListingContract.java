package dev.howdah.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.resource.InvalidException;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Mode;
import dev.howdah.spi.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How every Store lists: pages, labels, fields. */
public interface ListingContract {

    /** A Store that holds nothing yet. */
    Store store();

    private List<String> paths(@Nullable String namespace, Map<String, String> labels, Map<String, String> fields) {
        return store().list(new Store.Query(Kind.DATABASE, namespace, labels, fields, null, 1000)).items().stream()
                .map(r -> r.ref().path())
                .toList();
    }

    @Test
    default void pagesGoByNamespaceAndNameAndMissNothing() {
        // "a-b" sorts before "a/…" by bytes, and must not get between the names of namespace "a".
        for (String path : List.of("b/a", "a/z", "a/b", "a-b/c", "a/a-b", "z/z")) {
            int slash = path.indexOf('/');
            store().insert(Orders.database(path.substring(0, slash), path.substring(slash + 1)));
        }
        List<String> all = new ArrayList<>();
        @Nullable String after = null;
        int pages = 0;
        do {
            var page = store().list(new Store.Query(Kind.DATABASE, null, Map.of(), Map.of(), after, 2));
            page.items().forEach(r -> all.add(r.ref().path()));
            after = page.next();
            pages++;
        } while (after != null);
        assertThat(all).containsExactly("a/a-b", "a/b", "a/z", "a-b/c", "b/a", "z/z");
        assertThat(pages).isEqualTo(3);
        assertThat(paths("a", Map.of(), Map.of())).containsExactly("a/a-b", "a/b", "a/z");
        assertThat(store().list(new Store.Query(Kind.CLUSTER, null, Map.of(), Map.of(), null, 10)))
                .isEqualTo(new Store.Page(List.of(), null));
    }

    @Test
    default void kindsWithoutNamespacePageToo() {
        for (String name : List.of("c", "a", "b")) {
            store().insert(Orders.cluster(name));
        }
        var first = store().list(new Store.Query(Kind.CLUSTER, null, Map.of(), Map.of(), null, 2));
        assertThat(first.items()).extracting(r -> r.ref().path()).containsExactly("a", "b");
        var second = store().list(new Store.Query(Kind.CLUSTER, null, Map.of(), Map.of(), first.next(), 2));
        assertThat(second.items()).extracting(r -> r.ref().path()).containsExactly("c");
        assertThat(second.next()).isNull();
    }

    @Test
    default void allLabelsMustMatch() {
        store().insert(Orders.database("a", "one", Map.of("team", "red", "tier", "gold")));
        store().insert(Orders.database("a", "two", Map.of("team", "red")));
        store().insert(Orders.database("a", "three", Map.of("odd'\"\\", "${x} %s")));
        assertThat(paths(null, Map.of("team", "red"), Map.of())).containsExactly("a/one", "a/two");
        assertThat(paths(null, Map.of("team", "red", "tier", "gold"), Map.of())).containsExactly("a/one");
        assertThat(paths(null, Map.of("team", "blue"), Map.of())).isEmpty();
        assertThat(paths(null, Map.of("odd'\"\\", "${x} %s"), Map.of())).containsExactly("a/three");
    }

    @Test
    default void fieldsMustMatch() {
        var one = store().insert(Orders.database("a", "one"));
        store().insert(Orders.on(Orders.database("b", "two"), "other", Mode.PROTECTED));
        store().writeStatus(one.metadata().requireUid(), Orders.ready(true, "ready"));
        assertThat(paths(null, Map.of(), Map.of("spec.cluster", "other"))).containsExactly("b/two");
        assertThat(paths(null, Map.of(), Map.of("spec.mode", "standard"))).containsExactly("a/one");
        assertThat(paths(null, Map.of(), Map.of("status.ready", "true"))).containsExactly("a/one");
        assertThat(paths(null, Map.of(), Map.of("status.ready", "false"))).containsExactly("b/two");
        assertThat(paths(null, Map.of(), Map.of("metadata.name", "two", "metadata.namespace", "b")))
                .containsExactly("b/two");
        assertThat(paths(null, Map.of(), Map.of("metadata.name", "two", "spec.mode", "standard")))
                .isEmpty();
        store().writeStatus(one.metadata().requireUid(), Orders.ready(false, "no longer"));
        assertThat(paths(null, Map.of(), Map.of("status.ready", "true"))).isEmpty();
    }

    @Test
    default void unknownFieldsAreNamedWithThoseThereAre() {
        assertThatThrownBy(() -> paths(null, Map.of(), Map.of("spec.colour", "red")))
                .isInstanceOf(InvalidException.class)
                .hasMessageContaining("spec.colour")
                .hasMessageContaining("spec.cluster")
                .hasMessageContaining("status.ready");
        assertThatThrownBy(() -> paths(null, Map.of(), Map.of("status.ready", "maybe")))
                .isInstanceOf(InvalidException.class);
    }
}
