package dev.howdah.spi;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who uses a login now.
 *
 * @param canLogin whether anybody may log in with it
 */
public record LoginUse(boolean canLogin, List<Session> sessions) {

    /**
     * One session.
     *
     * @param application its application_name; empty without one, or where the platform's login may not see it
     * @param address of the client; empty likewise, and for one on the server's own machine
     * @param age since it logged in; null where the platform's login may not see it
     */
    public record Session(
            int pid,
            String application,
            String address,
            @Nullable Duration age) {

        private String who() {
            return (application.isEmpty() ? "an application without a name" : "'" + application + "'")
                    + (address.isEmpty() ? "" : " from " + address);
        }
    }

    public LoginUse {
        sessions = List.copyOf(sessions);
    }

    /** For people: {@code 3 sessions of 'web' from 10.0.0.7, 1 of 'cron' from 10.0.0.9}; those with most first. */
    public String told() {
        var counts = sessions.stream().collect(Collectors.groupingBy(Session::who, Collectors.counting()));
        String all = counts.entrySet().stream()
                .sorted((a, b) -> a.getValue().equals(b.getValue())
                        ? a.getKey().compareTo(b.getKey())
                        : Long.compare(b.getValue(), a.getValue()))
                .limit(5)
                .map(e -> e.getValue() + " of " + e.getKey())
                .collect(Collectors.joining(", "));
        return all + (counts.size() > 5 ? " and others" : "");
    }
}
