package dev.howdah.postgres.existing;

import dev.howdah.postgres.sql.Door;
import dev.howdah.resource.Condition;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is open to PUBLIC on a cluster, in words: what consent would close, what others have to, what stays. */
final class Openings {

    private Openings() {}

    /** What the platform's login can close, insides before entrances. */
    static List<Door> closable(List<Door> doors) {
        return doors.stream().filter(d -> d.own() && d.mine()).toList();
    }

    static Provider.Notice notice(List<Door> doors, boolean consent) {
        if (doors.isEmpty()) {
            return new Provider.Notice(
                    Condition.HARDENED,
                    Condition.Holds.True,
                    Reason.CONVERGED,
                    "PUBLIC may enter no database here, and create nothing in schema public of the server's own");
        }
        List<Door> closable = consent ? List.of() : closable(doors);
        List<Door> barred = doors.stream().filter(d -> d.own() && !d.mine()).toList();
        List<String> others =
                doors.stream().filter(d -> !d.own()).map(Door::database).toList();
        List<String> parts = new ArrayList<>();
        if (!closable.isEmpty()) {
            parts.add("every login may use " + listed(closable) + ": with spec.existing.harden: true Howdah runs "
                    + sql(closable));
        }
        if (!barred.isEmpty()) {
            parts.add("every login may use " + listed(barred)
                    + ", and the platform's login may not change it: let the owner or a superuser run " + sql(barred));
        }
        if (!others.isEmpty()) {
            parts.add("every login may enter "
                    + Stream.concat(others.stream().limit(5), Stream.of("…").filter(e -> others.size() > 5))
                            .collect(Collectors.joining(", "))
                    + ", which Howdah did not make: REVOKE CONNECT ON DATABASE … FROM PUBLIC is for their owners"
                    + " to run");
        }
        return new Provider.Notice(
                Condition.HARDENED, Condition.Holds.False, Reason.OPEN_TO_PUBLIC, String.join("; ", parts));
    }

    private static String listed(List<Door> doors) {
        return doors.stream().map(Door::toString).collect(Collectors.joining(", "));
    }

    private static String sql(List<Door> doors) {
        return doors.stream()
                .map(d -> (d.what() == Door.What.CREATE ? "in " + d.database() + " " : "") + d.sql())
                .collect(Collectors.joining("; "));
    }
}
