package dev.howdah.spi;

import dev.howdah.resource.Kind;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/** What a turn is over: a resource of some kind, or something that is no resource. */
public sealed interface Work {

    UUID uid();

    /** Of what sort it is: {@code Database}. */
    String sort();

    /** As the queue names it: {@code Database/<uid>}. */
    default String text() {
        return sort() + "/" + uid();
    }

    /** A resource. */
    record Of(Kind kind, UUID uid) implements Work {
        @Override
        public String sort() {
            return kind.text();
        }
    }

    /** Something that is no resource. */
    record Chore(Sort of, UUID uid) implements Work {
        @Override
        public String sort() {
            return of.text;
        }
    }

    /** The sorts of chores. */
    enum Sort {
        /** One credential into one sink. */
        DELIVERY("Delivery"),
        /** One stored operation. */
        OPERATION("Operation");

        private final String text;

        Sort(String text) {
            this.text = text;
        }
    }

    /** @throws IllegalArgumentException when it is no work of this version */
    static Work parse(String text) {
        int slash = text.indexOf('/');
        String what = text.substring(0, Math.max(slash, 0));
        UUID uid = UUID.fromString(text.substring(slash + 1));
        Optional<Sort> sort =
                Arrays.stream(Sort.values()).filter(s -> s.text.equals(what)).findFirst();
        if (sort.isPresent()) {
            return new Chore(sort.get(), uid);
        }
        return Kind.of(what)
                .<Work>map(kind -> new Of(kind, uid))
                .orElseThrow(() -> new IllegalArgumentException("unknown work in the queue: " + text));
    }
}
