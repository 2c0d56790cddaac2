package dev.howdah.postgres.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** How an order gets its database: everything made for it, or a warm seat taken. Both ways must end alike. */
enum Way {
    COLD,
    WARM;

    /** A server, and the way that orders go there. */
    record Case(Seat seat, Way way) {
        @Override
        public String toString() {
            return seat + " " + way;
        }
    }

    /** Cold ones everywhere; warm ones on the older and on the newer server, with either sort of platform login. */
    static Stream<Case> all() {
        List<Case> out = new ArrayList<>();
        Seat.all().forEach(seat -> out.add(new Case(seat, COLD)));
        out.add(new Case(Seat.RDS_LIKE_15, WARM));
        out.add(new Case(Seat.SUPERUSER_18, WARM));
        return out.stream();
    }
}
