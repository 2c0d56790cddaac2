package dev.howdah.reconcile;

import dev.howdah.operation.Next;
import dev.howdah.operation.Operation;
import dev.howdah.operation.Story;
import dev.howdah.spi.Operations;
import dev.howdah.spi.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** One pass over one operation: runs its stage, and those behind it, until one has to wait. */
final class OperationTurn {

    /** More than any story has, there and back. */
    private static final int STAGES = 20;

    private static final Duration SOONEST = Duration.ofMillis(250);
    private static final Duration LONGEST_REST = Duration.ofMinutes(1);

    /** For one that only a newer control plane knows how to tell. */
    private static final Duration STRANGE = Duration.ofMinutes(1);

    private final Reconciler.World world;
    private final Operations operations;
    private final List<Story<?>> stories;

    OperationTurn(Reconciler.World world, List<Story<?>> stories) {
        this.world = world;
        this.operations = world.operations();
        this.stories = List.copyOf(stories);
    }

    Optional<Instant> turn(UUID uid) {
        for (int i = 0; i < STAGES; i++) {
            Optional<Operation> found = operations.get(uid);
            if (found.isEmpty() || found.get().ended()) {
                return Optional.empty();
            }
            Optional<Story<?>> story = stories.stream()
                    .filter(s -> s.what().equals(found.get().what()))
                    .findFirst();
            Optional<Duration> rest = story.isEmpty() ? Optional.of(STRANGE) : pass(story.get(), found.get());
            if (rest.isPresent()) {
                return Optional.of(world.clock().instant().plus(rest.get()));
            }
        }
        return Optional.of(world.clock().instant().plus(SOONEST));
    }

    /** @return empty when there is more to do at once */
    private <S extends Enum<S>> Optional<Duration> pass(Story<S> story, Operation operation) {
        Optional<S> stage = Arrays.stream(story.stages().getEnumConstants())
                .filter(s -> Operation.word(s).equals(operation.stage()))
                .findFirst();
        if (stage.isEmpty()) {
            return Optional.of(STRANGE);
        }
        int failures = 0;
        Next<S> next;
        try {
            Optional<Next<S>> elsewhere = Tenure.elsewhere(operation, world);
            next = elsewhere.isPresent() ? elsewhere.get() : story.turn(operation, stage.get());
        } catch (Trouble t) {
            failures = operation.tries() + 1;
            next = new Next.Wait<>(rest(failures), t.sentence());
        }
        return written(story, operation, next, failures);
    }

    private <S extends Enum<S>> Optional<Duration> written(
            Story<S> story, Operation operation, Next<S> next, int failures) {
        Instant now = world.clock().instant();
        return switch (next) {
            case Next.GoTo<S>(S stage, String why, Map<String, String> details, Runnable with) -> {
                write(story, operation.at(stage, why, now).with(details), with);
                yield Optional.empty();
            }
            case Next.Done<S>(Operation.Outcome how, String sentence, Runnable with) -> {
                Operation over = operation.over(how, sentence, now);
                write(story, over, () -> {
                    with.run();
                    world.tally().ended(over);
                    tell(operation, how != Operation.Outcome.DONE, story.what() + capital(how.text()), sentence);
                });
                yield Optional.empty();
            }
            case Next.Wait<S>(Duration again, String why, Map<String, String> details) -> {
                Operation said = operation.saying(why, failures).with(details);
                boolean late = !operation.stuck() && now.isAfter(operation.deadline());
                if (late || !said.equals(operation)) {
                    wait(story, operation, late ? said.overdue() : said, late);
                }
                yield Optional.of(again);
            }
        };
    }

    private <S extends Enum<S>> void write(Story<S> story, Operation changed, Runnable with) {
        world.store().inTransaction(() -> {
            if (operations.write(changed)) {
                with.run();
                story.changed(changed);
            }
            return true;
        });
    }

    /** What is only said may be lost with the Store's server: it is said again. */
    private <S extends Enum<S>> void wait(Story<S> story, Operation before, Operation said, boolean late) {
        world.store().soon(() -> {
            if (operations.write(said)) {
                if (late) {
                    tell(
                            said,
                            true,
                            "Stuck",
                            "the " + said.title() + " takes longer than it should: " + said.message());
                }
                if (late || !said.message().equals(before.message())) {
                    story.changed(said);
                }
            }
            return true;
        });
    }

    private void tell(Operation operation, boolean warning, String reason, String sentence) {
        world.store().event(operation.about(), operation.subject(), warning, reason, sentence);
        world.store()
                .audit(
                        "howdah",
                        "operation",
                        operation.about().toString(),
                        operation.subject(),
                        operation.title() + ": " + sentence,
                        List.of());
    }

    private static String capital(String word) {
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }

    private static Duration rest(int failures) {
        Duration grown = SOONEST.multipliedBy(1L << Math.min(failures, 10));
        return grown.compareTo(LONGEST_REST) < 0 ? grown : LONGEST_REST;
    }

    /** How long to wait for what others do: a part of what it has taken already. */
    static Duration patience(Operation operation, Instant now) {
        Duration part = Duration.between(operation.stageSince(), now).dividedBy(4);
        Duration most = Duration.ofSeconds(10);
        return part.compareTo(SOONEST) < 0 ? SOONEST : part.compareTo(most) < 0 ? part : most;
    }
}
