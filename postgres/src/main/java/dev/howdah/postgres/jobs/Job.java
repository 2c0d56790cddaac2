package dev.howdah.postgres.jobs;

import dev.howdah.postgres.local.OsUser;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A program to run.
 *
 * @param program and its arguments, none of them secret
 * @param environment besides PATH, LC_ALL and TZ; none of it secret
 * @param user of the operating system that runs it
 */
public record Job(List<String> program, Map<String, String> environment, OsUser user) {

    public Job {
        program = List.copyOf(program);
        environment = Map.copyOf(environment);
    }

    /** Where it is. */
    public sealed interface State {

        /** @param log what it has said so far */
        record Running(Path log) implements State {}

        /**
         * It is over.
         *
         * @param code what it returned; 0: well
         * @param log all that it said
         */
        record Ended(int code, Path log) implements State {
            public boolean ok() {
                return code == 0;
            }
        }

        /** It was killed, or the machine was switched off. */
        record Lost(Path log) implements State {}
    }
}
