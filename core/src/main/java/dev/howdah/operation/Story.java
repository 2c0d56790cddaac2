package dev.howdah.operation;

/**
 * One sort of operation. A stage may run any number of times; what it did and did not write down it does again.
 *
 * @param <S> its stages
 */
public interface Story<S extends Enum<S>> {

    /** As {@link Operation#what} names it. */
    String what();

    Class<S> stages();

    /**
     * One pass over the stage that an operation is in.
     *
     * @throws dev.howdah.spi.Trouble which is what it waits for then; it is tried again, ever less often
     */
    Next<S> turn(Operation operation, S stage);

    /**
     * Calls one off: what is to be written in its place, either over or on its way back to how things were. What the Store
     * has to know besides is written here, in the caller's transaction.
     *
     * @throws LateException when it can't be
     */
    default Operation cancel(Operation operation) {
        throw new LateException("nothing would bring things back to how they were");
    }

    /** Called with every write that people should see; part of its transaction. */
    void changed(Operation operation);
}
