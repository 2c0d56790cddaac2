package dev.howdah.spi;

import dev.howdah.resource.Reason;
import dev.howdah.resource.Seed;
import dev.howdah.resource.SeedPlace;
import dev.howdah.spi.Copies.Into;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Fills new databases from dumps that somebody has. Work is found again after a crash by its uid, and {@link Copies#forget}
 * ends it.
 */
public interface Seeds {

    /**
     * A dump that an order wants.
     *
     * @param namespace of the order
     * @param name of the order
     * @param places that its cluster allows
     */
    record Wish(String namespace, String name, Seed seed, List<SeedPlace> places) {
        public Wish {
            places = List.copyOf(places);
        }
    }

    /** Where nobody can. */
    Seeds NONE = new Seeds() {
        private static final String NOBODY = "this control plane fills no databases from dumps";

        @Override
        public Optional<String> refusal(Wish wish) {
            return Optional.of(NOBODY);
        }

        @Override
        public List<CheckLine> check(List<SeedPlace> places) {
            return List.of();
        }

        @Override
        public Progress fetch(UUID work, Wish wish) {
            throw new Trouble(Reason.FAILED, NOBODY);
        }

        @Override
        public Progress pour(UUID work, Into into, int jobs) {
            throw new Trouble(Reason.FAILED, NOBODY);
        }
    };

    /** Why it may not be taken from there; empty: it may. Quick: looks at names alone. */
    Optional<String> refusal(Wish wish);

    /** What there is to say of places that a cluster allows, and of programs that seeds take. Asks each of them. */
    List<CheckLine> check(List<SeedPlace> places);

    /**
     * Gets it to this machine and finds out what it is.
     *
     * @return {@code kind}, for people, and {@code bytes}
     */
    Progress fetch(UUID work, Wish wish);

    /**
     * Fills an empty database from it, as its order's admin: everything, or it fails.
     *
     * @param jobs tables at once, where the dump allows that
     * @return {@code skipped}: what an ordinary role can't make, and {@code strangers}: roles that are not here and were
     *     granted something; one for each line
     */
    Progress pour(UUID work, Into into, int jobs);
}
