package dev.howdah.spi;

import dev.howdah.resource.Problem;
import dev.howdah.resource.SecretSink;
import java.util.List;
import java.util.Optional;

/**
 * Writes credentials into sinks of one type. Every method may be called from many threads, and none takes longer than
 * ten seconds.
 *
 * <p>Troubles: SINK_UNREACHABLE when it does not answer, SINK_DENIED when the platform's credential for it lacks a
 * right, SINK_TAKEN when something that is not this delivery's is in the place, CREDENTIAL_UNREADABLE when the
 * platform's credential for it can't be read. No message holds a value of what is delivered.
 */
public interface SinkWriter {

    /** As {@code SecretSink.spec.type} names it. */
    String type();

    /** Problems of a spec that only this type can see. Reaches nobody. */
    List<Problem> validate(SecretSink sink);

    /** Problems of a delivery into this sink, their paths below the delivery's own. Reaches nobody. */
    List<Problem> validate(SecretSink sink, Parcel parcel);

    /**
     * Where the secret of a delivery without problems is: {@code customer/idp-dev/idp-dev-my-db-write}. Pure. No two
     * places are written differently and are the same.
     */
    String place(SecretSink sink, Parcel parcel);

    /** Asks the sink whether it can be used; for its Ready condition. */
    void check(SecretSink sink);

    /**
     * What is in the place now.
     *
     * @param wanted what is to be there
     */
    Seen look(SecretSink sink, Address address, Contents wanted);

    /**
     * Puts a secret into its place, whole or not at all, over what this delivery left there before. Called after a look
     * that found the place empty or this delivery's.
     *
     * @param seen what the look found
     */
    void put(SecretSink sink, Address address, Contents contents, Seen seen);

    /** Removes what this delivery left in the place, if anything, and nothing else. Safe to repeat. */
    void remove(SecretSink sink, Address address);

    /** Where this sink keeps the CA's certificate beside a secret, for its consumer; empty: nowhere. */
    default Optional<String> caFile(SecretSink sink, Address address) {
        return Optional.empty();
    }

    /** Lets go of connections. */
    default void close() {}

    /** What a look found. */
    sealed interface Seen {

        /** Nothing is there. */
        record Empty() implements Seen {}

        /**
         * A secret is there.
         *
         * @param same whether it is exactly what is wanted, down to what the sink says beside it
         * @param owner whose it is
         * @param version for a compare-and-set; empty where the sink has none
         */
        record Held(boolean same, Owner owner, String version) implements Seen {}
    }

    /** Whose a secret in a sink is. */
    enum Owner {
        /** It bears this delivery's mark. */
        OURS,
        /** It bears another mark, or none where sinks of this type have marks. */
        OTHERS,
        /** Sinks of this type have no marks. */
        UNKNOWN
    }
}
