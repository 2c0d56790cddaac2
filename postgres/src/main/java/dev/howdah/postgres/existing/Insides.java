package dev.howdah.postgres.existing;

import dev.howdah.postgres.sql.Door;
import dev.howdah.postgres.sql.Sessions;
import dev.howdah.spi.PlatformAccess;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Schema public of the server's own databases besides the one that every look is in. Looked at once an hour only: a
 * session in template1 keeps others from creating databases for that moment.
 */
final class Insides {

    private static final long RARELY = Duration.ofHours(1).toNanos();

    private record Place(String host, int port, String user) {}

    private record Look(long at, List<Door> doors) {}

    private final Map<Place, Look> looks = new ConcurrentHashMap<>();

    List<Door> of(PlatformAccess access, Seen seen) {
        Place place = place(access);
        Look last = looks.get(place);
        if (last == null || System.nanoTime() - last.at() > RARELY) {
            last = new Look(System.nanoTime(), look(access, seen));
            looks.put(place, last);
        }
        return last.doors();
    }

    void forget(PlatformAccess access) {
        looks.remove(place(access));
    }

    private static Place place(PlatformAccess access) {
        return new Place(access.host(), access.port(), access.user());
    }

    private static List<Door> look(PlatformAccess access, Seen seen) {
        Set<String> databases = new TreeSet<>(Set.of("postgres", "template1"));
        seen.doors().stream()
                .filter(d -> d.own() && d.what() == Door.What.ENTER)
                .map(Door::database)
                .forEach(databases::add);
        databases.remove(access.maintenanceDatabase());
        List<Door> out = new ArrayList<>();
        for (String database : databases) {
            try (Connection c = Sessions.connect(access, database)) {
                out.addAll(Door.schema(c));
            } catch (SQLException e) {
                // one that the platform can't enter is none that it can harden
            }
        }
        return List.copyOf(out);
    }
}
