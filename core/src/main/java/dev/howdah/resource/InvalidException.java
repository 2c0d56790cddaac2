package dev.howdah.resource;

import java.util.List;
import java.util.stream.Collectors;

/** A document that can't be accepted, with everything that is wrong with it. */
public final class InvalidException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    public InvalidException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }
}
