package dev.howdah.reconcile;

import dev.howdah.operation.Operation;
import dev.howdah.resource.TimeSpan;
import dev.howdah.spi.LoginUse;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Since when nobody is known to have logged in with a login, from samples. A session that stays is no reason to wait: it
 * goes on when its login is disabled. Time in which nobody looked counts as if somebody had logged in at its end.
 *
 * @param until when the grace will be over
 * @param details for the next sample
 */
record Quiet(Instant until, Map<String, String> details) {

    private static final String LOOKED = "lookedAt";
    private static final String LAST = "lastLogin";
    private static final String SEEN = "sessions";

    private static final Duration LONGEST_GAP = Duration.ofSeconds(30);

    /** From one sample to the next. */
    static Duration period(Duration grace) {
        Duration part = grace.dividedBy(20);
        Duration least = Duration.ofMillis(100);
        Duration most = Duration.ofSeconds(10);
        return part.compareTo(least) < 0 ? least : part.compareTo(most) > 0 ? most : part;
    }

    static Quiet after(Operation operation, LoginUse use, Duration grace, Instant now) {
        Map<String, String> before = operation.details();
        Instant looked = instant(before, LOOKED, operation.stageSince());
        Instant last = instant(before, LAST, operation.stageSince());
        if (looked.plus(LONGEST_GAP).isBefore(now)) {
            last = now;
        }
        Set<String> seen =
                Arrays.stream(before.getOrDefault(SEEN, "").split(" ")).collect(Collectors.toSet());
        for (LoginUse.Session s : use.sessions()) {
            Instant begun = s.age() != null ? now.minus(s.age()) : seen.contains(pid(s)) ? last : now;
            last = begun.isAfter(last) ? begun : last;
        }
        Instant since = last.isAfter(operation.stageSince()) ? last : operation.stageSince();
        return new Quiet(
                since.plus(grace),
                Map.of(
                        LOOKED, now.toString(),
                        LAST, last.toString(),
                        SEEN, hidden(use).collect(Collectors.joining(" "))));
    }

    /** Those of which nobody says when they began are told apart by their process. */
    private static Stream<String> hidden(LoginUse use) {
        return use.sessions().stream().filter(s -> s.age() == null).map(Quiet::pid);
    }

    private static String pid(LoginUse.Session session) {
        return Integer.toString(session.pid());
    }

    private static Instant instant(Map<String, String> details, String key, Instant otherwise) {
        String text = details.get(key);
        return text == null ? otherwise : Instant.parse(text);
    }

    /** For people. */
    String told(String login, LoginUse use, Duration grace) {
        return login + " is disabled once nobody has logged in with it for " + new TimeSpan(grace) + "; "
                + (use.sessions().isEmpty()
                        ? "nobody is logged in with it now"
                        : "logged in with it now: " + use.told());
    }
}
