package dev.howdah.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.plan.WarmSeat;
import dev.howdah.resource.Limits;
import dev.howdah.resource.TimeSpan;
import dev.howdah.spi.Seats;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What everybody does who keeps the list of warm seats. */
public interface SeatsContract {

    Limits LIMITS = new Limits(7, null, TimeSpan.parse("30s"), null, null);

    /** Holds no seat of the clusters that are named here. */
    Seats seats();

    private WarmSeat begun(UUID cluster) {
        WarmSeat seat = new WarmSeat(UUID.randomUUID(), LIMITS);
        seats().begin(seat, cluster);
        return seat;
    }

    private WarmSeat ready(UUID cluster) {
        WarmSeat seat = begun(cluster);
        seats().ready(seat.uid());
        return seat;
    }

    @Test
    default void aSeatIsClaimedOnceItIsReadyAndComesBackAsItWasMade() {
        UUID cluster = UUID.randomUUID();
        UUID order = UUID.randomUUID();
        WarmSeat seat = begun(cluster);
        assertThat(seats().claim(cluster, order)).isEmpty();
        assertThat(seats().peek(cluster)).isEmpty();
        seats().ready(seat.uid());
        assertThat(seats().peek(cluster)).contains(seat);
        assertThat(seats().claim(UUID.randomUUID(), order)).isEmpty();
        assertThat(seats().claim(cluster, order)).contains(seat);
        assertThat(seats().peek(cluster)).isEmpty();
        assertThat(seats().of(cluster)).containsExactly(new Seats.Row(seat, Seats.State.TAKEN, order));
    }

    @Test
    default void anOrderThatAsksAgainFindsTheSeatThatIsKeptForIt() {
        UUID cluster = UUID.randomUUID();
        UUID order = UUID.randomUUID();
        WarmSeat first = ready(cluster);
        WarmSeat second = ready(cluster);
        assertThat(seats().claim(cluster, order)).contains(first);
        assertThat(seats().claim(cluster, order)).contains(first);
        assertThat(seats().claim(cluster, UUID.randomUUID())).contains(second);
    }

    @Test
    default void manyOrdersAtOnceNeverGetTheSameSeat() throws InterruptedException {
        UUID cluster = UUID.randomUUID();
        for (int i = 0; i < 20; i++) {
            ready(cluster);
        }
        List<UUID> orders = Stream.generate(UUID::randomUUID).limit(30).toList();
        List<Optional<WarmSeat>> got = Together.run(orders, order -> seats().claim(cluster, order));
        // One that came while others held the rows may have found none, and asks again.
        List<UUID> seats = new java.util.ArrayList<>();
        for (int i = 0; i < orders.size(); i++) {
            got.get(i).or(() -> Optional.empty()).ifPresent(s -> seats.add(s.uid()));
        }
        assertThat(new HashSet<>(seats)).hasSameSizeAs(seats);
        for (UUID order : orders) {
            seats().claim(cluster, order);
        }
        assertThat(seats().of(cluster))
                .allMatch(r -> r.state() == Seats.State.TAKEN)
                .hasSize(20);
        assertThat(seats().of(cluster).stream().map(Seats.Row::takenBy).distinct())
                .hasSize(20);
    }

    @Test
    default void whatLeavesIsHandedOutNoMoreAndWhatIsTakenDoesNotLeave() {
        UUID cluster = UUID.randomUUID();
        UUID order = UUID.randomUUID();
        WarmSeat leaving = ready(cluster);
        assertThat(seats().leave(leaving.uid())).isTrue();
        assertThat(seats().claim(cluster, order)).isEmpty();
        seats().ready(leaving.uid());
        assertThat(seats().claim(cluster, order)).isEmpty();
        WarmSeat taken = ready(cluster);
        assertThat(seats().claim(cluster, order)).contains(taken);
        assertThat(seats().leave(taken.uid())).isFalse();
        seats().spoil(taken.uid());
        assertThat(seats().of(cluster)).allMatch(r -> r.state() == Seats.State.LEAVING && r.takenBy() == null);
        seats().forget(leaving.uid());
        seats().forget(taken.uid());
        seats().forget(taken.uid());
        assertThat(seats().of(cluster)).isEmpty();
    }
}
