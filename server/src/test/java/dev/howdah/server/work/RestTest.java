package dev.howdah.server.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class RestTest {

    @Property
    void aRestIsAtLeastThreeQuartersOfASecondAndAtMostFiveMinutes(@ForAll @IntRange(min = 0) int failures) {
        assertThat(Rest.after(failures)).isBetween(Duration.ofMillis(750), Duration.ofMinutes(5));
    }

    @Property
    void eachFailureInARowRestsLongerUntilTheMost(@ForAll @IntRange(min = 0, max = 7) int failures) {
        Duration whole = Duration.ofSeconds(1L << failures);
        assertThat(Rest.after(failures))
                .isBetween(
                        whole.multipliedBy(3).dividedBy(4),
                        whole.multipliedBy(5).dividedBy(4));
    }
}
