package dev.howdah.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.howdah.resource.Deliver;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Ref;
import dev.howdah.resource.SecretSink;
import dev.howdah.spi.Address;
import dev.howdah.spi.Contents;
import dev.howdah.spi.Parcel;
import dev.howdah.spi.SinkWriter;
import dev.howdah.spi.SinkWriter.Owner;
import dev.howdah.spi.SinkWriter.Seen;
import dev.howdah.spi.Trouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/**
 * What every sink must do. A test class implements it and says which writer, which sinks, and how another hand reads and
 * changes what is in a place: a consumer's, never the writer's own code.
 */
public interface SinkContract {

    SinkWriter writer();

    /** A sink that works and holds nothing yet. */
    SecretSink sink();

    /** A sink that answers, and lets the platform's credential do nothing. */
    SecretSink denied();

    /** Sinks that can't be reached: nobody listens there, or somebody who never says a word. */
    List<SecretSink> unreachable();

    /** A delivery into the sink. Other names are other places. */
    Deliver wish(String name, boolean text);

    /**
     * What a consumer finds in a place; empty: nothing.
     *
     * @param text whether it looks for a text; then there is one entry, whose key does not matter
     */
    Optional<Map<String, String>> held(Address address, boolean text);

    /** Something that every write to a place changes, such as a version. */
    String trace(Address address);

    /** Another hand removes what is there. */
    void lose(Address address);

    /** Another hand puts something there that no delivery can have left. */
    void plant(Address address);

    /** Whether that is still there, as it was. */
    boolean planted(Address address);

    /** Whether the sink keeps beside a secret whose it is. */
    default boolean marks() {
        return true;
    }

    /** Whether it can tell what is planted from what a delivery left; else the turn alone keeps off what it never wrote. */
    default boolean tellsForeign() {
        return true;
    }

    /** Whether {@link #denied} refuses to have something removed, too. */
    default boolean deniesRemoval() {
        return true;
    }

    /** Values with which careless writers have broken: each a whole password, say. */
    static List<String> hardValues() {
        return List.of(
                "plain",
                " led and trailed by spaces ",
                "quotes ' \" ` and '' \"\"",
                "back\\slash \\n \\u0041 \\",
                "two\nlines\r\nand three\n",
                "tab\there",
                "$HOME ${HOME} $(id) %s %25 #no comment; a=b, c:d",
                "{{password}} {\"a\": [1]} <a>&amp;</a>",
                "ünï ç\u00f8dé \u4e2d\u6587 \ud83d\udc18",
                "-",
                "null",
                "0123",
                "x".repeat(4000));
    }

    default Address address(String name, boolean text) {
        Parcel parcel = new Parcel(Ref.database("idp-dev", "my-db"), "idp-dev-my-db-write", wish(name, text));
        assertThat(writer().validate(sink(), parcel)).isEmpty();
        return new Address(UUID.randomUUID(), parcel, writer().place(sink(), parcel));
    }

    default Contents secret(String password) {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("username", "idp-dev-my-db-write");
        keys.put("password", password);
        keys.put("endpoint", "db.example.org");
        keys.put("port", "5432");
        return Contents.of(keys);
    }

    /** What a delivery's turn does: looks, and writes only what is not there. */
    default Seen deliver(SecretSink sink, Address address, Contents contents) {
        Seen seen = writer().look(sink, address, contents);
        if (!(seen instanceof Seen.Held held && held.same())) {
            writer().put(sink, address, contents, seen);
        }
        return seen;
    }

    /** That the secret is there, the sink's own word and the consumer's alike. */
    default void assertThere(Address address, Contents contents) {
        Map<String, String> held = held(address, contents.text()).orElseThrow();
        if (contents.text()) {
            assertThat(held.values()).containsExactly(contents.onlyValue());
        } else {
            assertThat(held).containsExactlyInAnyOrderEntriesOf(contents.entries());
        }
        assertThat(writer().look(sink(), address, contents)).isInstanceOfSatisfying(Seen.Held.class, seen -> {
            assertThat(seen.same()).isTrue();
            assertThat(seen.owner()).isEqualTo(marks() ? Owner.OURS : Owner.UNKNOWN);
        });
    }

    /** That a call ends in trouble of one of these reasons, in time, and tells no value of the secret. */
    default void assertTrouble(ThrowingCallable call, Contents contents, Reason... reasons) {
        assertTimeoutPreemptively(
                Duration.ofSeconds(12),
                () -> assertThatThrownBy(call).isInstanceOfSatisfying(Trouble.class, t -> {
                    assertThat(t.reason()).isIn((Object[]) reasons);
                    assertThat(t.sentence()).isNotBlank();
                    assertThat(t).satisfies(thrown -> assertSilent(thrown, contents));
                }));
    }

    private static void assertSilent(Throwable thrown, Contents contents) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            String said = t.toString();
            assertThat(contents.entries().get("password"))
                    .satisfies(password -> assertThat(said).doesNotContain(password));
        }
    }

    @Test
    default void theSinkCanBeUsedAndItsSpecHasNoProblems() {
        assertThat(writer().validate(sink())).isEmpty();
        assertThat(writer().type()).isEqualTo(sink().spec().type());
        assertThatCode(() -> writer().check(sink())).doesNotThrowAnyException();
    }

    @Test
    default void placesAreKnownBeforehandAndNoTwoAreTheSame() {
        Address one = address("one", false);
        assertThat(one.place()).isNotBlank();
        assertThat(address("one", false).place()).isEqualTo(one.place());
        assertThat(address("two", false).place()).isNotEqualTo(one.place());
    }

    @Test
    default void aSecretIsWrittenAndWrittenAgainWithOtherKeys() {
        Address address = address("written", false);
        Contents first = secret("first-password");
        assertThat(deliver(sink(), address, first)).isEqualTo(new Seen.Empty());
        assertThere(address, first);
        Contents second = Contents.of(Map.of("uri", "postgres://u:second@h/d", "password", "second"));
        assertThat(deliver(sink(), address, second))
                .isInstanceOfSatisfying(
                        Seen.Held.class, h -> assertThat(h.same()).isFalse());
        assertThere(address, second);
    }

    @Test
    default void whatIsThereAlreadyIsNotWrittenAgain() {
        Address address = address("calm", false);
        Contents contents = secret("never-changed");
        deliver(sink(), address, contents);
        String before = trace(address);
        for (int again = 0; again < 3; again++) {
            deliver(sink(), address, contents);
            writer().check(sink());
        }
        assertThat(trace(address)).isEqualTo(before);
        deliver(sink(), address, secret("changed-now"));
        assertThat(trace(address)).isNotEqualTo(before);
    }

    @Test
    default void whatWasLostIsWrittenAgain() {
        Address address = address("lost", false);
        Contents contents = secret("lost-and-found");
        deliver(sink(), address, contents);
        for (int again = 0; again < 2; again++) {
            lose(address);
            assertThat(held(address, false)).isEmpty();
            assertThat(deliver(sink(), address, contents)).isEqualTo(new Seen.Empty());
            assertThere(address, contents);
        }
    }

    @Test
    default void aSecretIsRemovedWithNothingLeftAndRemovedAgain() {
        Address gone = address("gone", false);
        Address stays = address("stays", false);
        Contents contents = secret("not-for-long");
        writer().remove(sink(), gone);
        deliver(sink(), gone, contents);
        deliver(sink(), stays, contents);
        for (int again = 0; again < 2; again++) {
            writer().remove(sink(), gone);
            assertThat(held(gone, false)).isEmpty();
            assertThat(writer().look(sink(), gone, contents)).isEqualTo(new Seen.Empty());
        }
        assertThere(stays, contents);
        deliver(sink(), gone, contents);
        assertThere(gone, contents);
    }

    @Test
    default void aTextIsHeldAsATextAndMayChange() {
        Address address = address("text", true);
        for (String password : hardValues()) {
            Contents contents = Contents.text("uri", "postgresql://u:" + password + "@h/d");
            deliver(sink(), address, contents);
            assertThere(address, contents);
        }
        writer().remove(sink(), address);
        assertThat(held(address, true)).isEmpty();
    }

    @Test
    default void manyKeysAndHardCharactersComeBackAsTheyWere() {
        Address address = address("hard", false);
        Map<String, String> keys = new LinkedHashMap<>();
        List<String> hard = hardValues();
        IntStream.range(0, hard.size()).forEach(i -> keys.put("HARD_" + i, hard.get(i)));
        IntStream.range(0, 200).forEach(i -> keys.put("key-" + i + ".of_many", "value " + i));
        Contents contents = Contents.of(keys);
        deliver(sink(), address, contents);
        assertThere(address, contents);
        String before = trace(address);
        deliver(sink(), address, contents);
        assertThat(trace(address)).isEqualTo(before);
    }

    @Test
    default void somethingForeignInThePlaceStaysAsItIs() {
        Address address = address("foreign", false);
        Contents contents = secret("must-not-be-written");
        plant(address);
        if (!tellsForeign()) {
            assertThat(writer().look(sink(), address, contents)).isInstanceOfSatisfying(Seen.Held.class, h -> {
                assertThat(h.owner()).isEqualTo(Owner.UNKNOWN);
                assertThat(h.same()).isFalse();
            });
        } else if (marks()) {
            assertThat(writer().look(sink(), address, contents))
                    .isInstanceOfSatisfying(
                            Seen.Held.class, h -> assertThat(h.owner()).isEqualTo(Owner.OTHERS));
        } else {
            assertTrouble(() -> writer().look(sink(), address, contents), contents, Reason.SINK_TAKEN);
        }
        // it came between the look and the write
        assertTrouble(
                () -> writer().put(sink(), address, contents, new Seen.Empty()),
                contents,
                Reason.SINK_TAKEN,
                Reason.PROGRESSING);
        assertThat(planted(address)).isTrue();
        if (tellsForeign()) {
            writer().remove(sink(), address);
            assertThat(planted(address)).isTrue();
        }
    }

    @Test
    default void anotherDeliverysSecretIsForeign() {
        if (!marks()) {
            return;
        }
        Address theirs = address("theirs", false);
        Contents contents = secret("theirs-alone");
        deliver(sink(), theirs, contents);
        Address ours = new Address(UUID.randomUUID(), theirs.parcel(), theirs.place());
        assertThat(writer().look(sink(), ours, contents))
                .isInstanceOfSatisfying(
                        Seen.Held.class, h -> assertThat(h.owner()).isEqualTo(Owner.OTHERS));
        assertTrouble(
                () -> writer().put(sink(), ours, secret("ours"), new Seen.Empty()),
                secret("ours"),
                Reason.SINK_TAKEN,
                Reason.PROGRESSING);
        writer().remove(sink(), ours);
        assertThere(theirs, contents);
    }

    @Test
    default void aCredentialWithoutRightsIsDeniedInEverything() {
        Address address = address("denied", false);
        Contents contents = secret("must-not-be-told");
        assertTrouble(() -> writer().check(denied()), contents, Reason.SINK_DENIED);
        assertTrouble(() -> deliver(denied(), address, contents), contents, Reason.SINK_DENIED);
        assertTrouble(() -> writer().put(denied(), address, contents, new Seen.Empty()), contents, Reason.SINK_DENIED);
        if (deniesRemoval()) {
            assertTrouble(() -> writer().remove(denied(), address), contents, Reason.SINK_DENIED);
        }
    }

    @Test
    default void whoeverCanNotBeReachedIsSaidSoInTime() throws InterruptedException {
        Address address = address("unreachable", false);
        Contents contents = secret("kept-to-ourselves");
        List<ThrowingCallable> calls = new ArrayList<>();
        for (SecretSink sink : unreachable()) {
            calls.add(() -> writer().check(sink));
            calls.add(() -> writer().look(sink, address, contents));
            calls.add(() -> writer().put(sink, address, contents, new Seen.Empty()));
            calls.add(() -> writer().remove(sink, address));
        }
        Together.run(calls, call -> {
            assertTrouble(call, contents, Reason.SINK_UNREACHABLE);
            return true;
        });
        assertThatCode(() -> writer().check(sink())).doesNotThrowAnyException();
    }

    @Test
    default void manyAtOnceLeaveOneOfThemWholeAndReadersNeverSeeAMixture() throws InterruptedException {
        Address address = address("together", false);
        deliver(sink(), address, numbered(0));
        List<Contents> all =
                IntStream.range(0, 8).mapToObj(SinkContract::numbered).toList();
        for (int round = 0; round < 3; round++) {
            Together.run(all, contents -> {
                assertWhole(held(address, false).orElseThrow());
                try {
                    deliver(sink(), address, contents);
                } catch (Trouble t) {
                    // somebody else was quicker: a turn would look again
                    assertThat(t.reason()).isEqualTo(Reason.PROGRESSING);
                    assertSilent(t, contents);
                }
                assertWhole(held(address, false).orElseThrow());
                return true;
            });
            Map<String, String> last = held(address, false).orElseThrow();
            assertWhole(last);
            assertThere(
                    address,
                    all.stream()
                            .filter(c -> c.entries().equals(last))
                            .findFirst()
                            .orElseThrow());
        }
    }

    private static Contents numbered(int number) {
        Map<String, String> keys = new LinkedHashMap<>();
        IntStream.range(0, 20).forEach(i -> keys.put("key" + i, "value-" + number));
        keys.put("password", "value-" + number);
        return Contents.of(keys);
    }

    private static void assertWhole(Map<String, String> held) {
        assertThat(held).hasSize(21);
        assertThat(held.values()).containsOnly(String.valueOf(held.get("password")));
    }
}
