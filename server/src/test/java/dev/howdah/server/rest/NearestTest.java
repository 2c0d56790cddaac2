package dev.howdah.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class NearestTest {

    @Test
    void a_word_is_guessed_when_it_is_near() {
        var known = List.of("limit", "continue", "kind");

        assertThat(Nearest.word("limt", known)).hasValue("limit");
        assertThat(Nearest.word("contineu", known)).hasValue("continue");
        assertThat(Nearest.word("knd", known)).hasValue("kind");
        assertThat(Nearest.word("kd", known)).isEmpty();
        assertThat(Nearest.word("password", known)).isEmpty();
    }

    @Property
    void distance_is_symmetric_and_zero_only_for_the_same(
            @ForAll @AlphaChars @StringLength(max = 8) String a, @ForAll @AlphaChars @StringLength(max = 8) String b) {
        assertThat(Nearest.distance(a, b)).isEqualTo(Nearest.distance(b, a));
        assertThat(Nearest.distance(a, b) == 0).isEqualTo(a.equals(b));
    }
}
