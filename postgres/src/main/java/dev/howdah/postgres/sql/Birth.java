package dev.howdah.postgres.sql;

import dev.howdah.plan.DatabaseStep;
import dev.howdah.spi.PlatformAccess;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * {@code CREATE DATABASE}, begun beside the steps that come before it: it needs none of them, and takes as long as all of
 * them. Until it is named, nobody can connect to what it makes.
 */
final class Birth {

    private final Thread thread;
    private volatile List<String> ran = List.of();

    private Birth(Sessions sessions, PlatformAccess access, DatabaseStep.CreateDatabase step) {
        this.thread = Thread.ofVirtual().name("create-database").start(() -> {
            try (Session session = sessions.maintenance(access)) {
                Sql create = DatabaseSql.create(step.unborn());
                session.patiently(Run.LONG, create.text());
                ran = List.of(create.shown());
            } catch (SQLException e) {
                // it is tried again at its place, and says there what is wrong
            }
        });
    }

    /** Nothing to gain when it comes first. */
    static Optional<Birth> begin(Sessions sessions, PlatformAccess access, List<DatabaseStep> steps) {
        return steps.stream()
                .skip(1)
                .filter(DatabaseStep.CreateDatabase.class::isInstance)
                .map(s -> new Birth(sessions, access, (DatabaseStep.CreateDatabase) s))
                .findFirst();
    }

    /** Waits for it. What it ran; nothing when it failed or had nothing to do. */
    List<String> await() {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
                return ran;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }
}
