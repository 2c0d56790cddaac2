package dev.howdah.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.resource.Database;
import dev.howdah.resource.Kind;
import dev.howdah.spi.Store;
import dev.howdah.testkit.Orders;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

final class NamesPropertyTest {

    /** Short names of few letters, so that many collide. */
    @Provide
    Arbitrary<Database> orders() {
        Arbitrary<String> names =
                Arbitraries.strings().withChars("ab-").ofMinLength(1).ofMaxLength(4);
        return Combinators.combine(names, names).as(Orders::database);
    }

    @Property(tries = 15, shrinking = ShrinkingMode.OFF)
    void theFirstToWantADatabaseGetsItAndPagesOfAnySizeListAllThatGotOne(
            @ForAll("orders") Database first,
            @ForAll @Size(max = 40) List<@net.jqwik.api.From("orders") Database> others,
            @ForAll @IntRange(min = 1, max = 7) int pageSize) {
        try (StoreDb db = Stores.fresh(18)) {
            PgStore store = new PgStore(db);
            List<Database> wanted = new ArrayList<>(others);
            wanted.addFirst(first);
            Set<String> taken = new HashSet<>();
            List<Database> got = new ArrayList<>();
            for (Database order : wanted) {
                boolean free = taken.add(order.pgNames().database());
                assertThat(inserted(store, order)).isEqualTo(free);
                if (free) {
                    got.add(order);
                }
            }
            got.sort(Comparator.comparing(Database::namespace)
                    .thenComparing(d -> d.metadata().name()));
            assertThat(listed(store, pageSize))
                    .containsExactlyElementsOf(
                            got.stream().map(d -> d.ref().path()).toList());
        }
    }

    private static boolean inserted(PgStore store, Database order) {
        try {
            store.insert(order);
            return true;
        } catch (Store.ConflictException e) {
            return false;
        }
    }

    private static List<String> listed(PgStore store, int pageSize) {
        List<String> all = new ArrayList<>();
        @Nullable String after = null;
        do {
            var page = store.list(new Store.Query(Kind.DATABASE, null, Map.of(), Map.of(), after, pageSize));
            assertThat(page.items()).hasSizeLessThanOrEqualTo(pageSize);
            page.items().forEach(r -> all.add(r.ref().path()));
            after = page.next();
        } while (after != null);
        return all;
    }
}
