package dev.howdah.postgres.sql;

import dev.howdah.plan.DatabaseStep;
import dev.howdah.postgres.sql.StepSql.Piece;
import dev.howdah.postgres.sql.StepSql.Where;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Role;
import dev.howdah.spi.DatabaseEngine.Progress;
import dev.howdah.spi.DatabaseEngine.Target;
import dev.howdah.spi.PlatformAccess;
import dev.howdah.spi.Trouble;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One run over a list of steps: neighbours of the same place share a transaction. */
final class Run implements AutoCloseable {

    /** Files are copied, removed or read; PostgreSQL may also wait for a checkpoint. */
    static final Duration LONG = Duration.ofMinutes(5);

    private static final int TRIES = 6;

    private static final String BEGIN = "BEGIN; ";

    /** Only the last commit of a run waits for the disk: it takes those before it along, and what is lost is planned again. */
    private static final String BEGIN_SOON = "BEGIN; SET LOCAL synchronous_commit = off; ";

    private final Sessions sessions;
    private final PlatformAccess access;
    private final Target target;
    private final Supplier<Map<String, String>> verifiers;
    private final Progress progress;
    private Map<String, String> known = Map.of();
    private Optional<Birth> birth = Optional.empty();
    private String begin = BEGIN;
    private @Nullable Session inside;

    Run(
            Sessions sessions,
            PlatformAccess access,
            Target target,
            Supplier<Map<String, String>> verifiers,
            Progress progress) {
        this.sessions = sessions;
        this.access = access;
        this.target = target;
        this.verifiers = verifiers;
        this.progress = progress;
    }

    void all(List<DatabaseStep> steps) {
        birth = Birth.begin(sessions, access, steps);
        known = verifiers.get();
        List<Piece> group = new ArrayList<>();
        for (DatabaseStep step : steps) {
            for (Piece piece : StepSql.pieces(step)) {
                if (!group.isEmpty()
                        && (piece.where() == Where.ALONE || group.getLast().where() != piece.where())) {
                    begin = BEGIN_SOON;
                    run(group);
                    group = new ArrayList<>();
                }
                group.add(piece);
            }
        }
        if (!group.isEmpty()) {
            begin = BEGIN;
            run(group);
        }
    }

    private void run(List<Piece> group) {
        try {
            retried(group);
        } catch (SQLException e) {
            if (group.size() == 1 || SqlTrouble.lost(e)) {
                throw SqlTrouble.of(e, doing(group));
            }
            // one by one, so that all that can be done is done, and what can't is named
            group.forEach(piece -> run(List.of(piece)));
            return;
        }
        group.stream().filter(Piece::last).forEach(p -> progress.done(p.step()));
    }

    private static String doing(List<Piece> group) {
        return group.stream().map(p -> p.step().describe()).distinct().collect(Collectors.joining(", "));
    }

    private void retried(List<Piece> group) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                once(group);
                return;
            } catch (SQLException e) {
                if (attempt == TRIES || !(SqlTrouble.again(e) || cleared(group, e))) {
                    throw e;
                }
                pause(attempt);
            }
        }
    }

    private boolean cleared(List<Piece> group, SQLException e) throws SQLException {
        if (!SqlTrouble.dependents(e)) {
            return false;
        }
        return switch (group.getFirst().step()) {
            case DatabaseStep.DropRoles s -> Leftovers.clear(sessions, access, target, s.names(), progress);
            case DatabaseStep.DropLinks s -> Leftovers.clear(sessions, access, target, s.names(), progress);
            default -> false;
        };
    }

    private void once(List<Piece> group) throws SQLException {
        switch (group.getFirst().where()) {
            case INSIDE -> inside(group);
            case SHARED -> shared(group, true);
            case SESSIONS -> shared(group, false);
            case SEAT -> seat(group);
            case ALONE -> alone(group);
        }
    }

    private void shared(List<Piece> group, boolean lock) throws SQLException {
        leave();
        try (Session session = sessions.maintenance(access)) {
            transaction(session, group, FactsLook.take(session, target, known, begin, lock));
        }
    }

    /** Looks at the seat under the names that it still has. */
    private void seat(List<Piece> group) throws SQLException {
        leave();
        for (Piece piece : group) {
            var step = (DatabaseStep.TakeSeat) piece.step();
            Target seat = new Target(step.seat(), step.from(), false);
            try (Session session = sessions.maintenance(access)) {
                transaction(session, List.of(piece), FactsLook.take(session, seat, known, begin, true));
            }
        }
    }

    private void inside(List<Piece> group) throws SQLException {
        Session session = inside;
        if (session == null || !session.open()) {
            session = sessions.tenant(access, target.names().database());
            inside = session;
        }
        if (group.stream().anyMatch(p -> touchesExtension(p.step()))) {
            session.allow(LONG);
        }
        Facts facts;
        try (Session shared = sessions.maintenance(access)) {
            // one that has planned these queries before; the session inside keeps the database from being another
            facts = FactsLook.take(shared, target, known, "", false);
        }
        try {
            session.begin(begin);
            transaction(session, group, facts);
        } finally {
            session.rollback();
        }
    }

    private void transaction(Session session, List<Piece> group, Facts facts) throws SQLException {
        List<Sql> statements = new ArrayList<>();
        group.forEach(p -> statements.addAll(StepSql.statements(p, facts, target.names())));
        List<Sql> all = Becoming.wrap(statements, facts, target.names().role(Role.ADMIN));
        List<String> batch = new ArrayList<>();
        for (Sql s : all) {
            if (s.rows()) {
                session.batch(batch);
                batch.clear();
                session.query(s.text(), row -> "");
            } else {
                batch.add(s.text());
            }
        }
        session.batch(batch);
        all.forEach(s -> progress.ran(s.shown()));
        session.commit();
    }

    private void alone(List<Piece> group) throws SQLException {
        leave();
        sessions.leave(access, target.names().database());
        if (group.getFirst().step() instanceof DatabaseStep.CreateDatabase && born()) {
            return;
        }
        try (Session session = sessions.maintenance(access)) {
            Facts facts = FactsLook.take(session, target, known, "", false);
            for (Piece piece : group) {
                for (Sql s : StepSql.statements(piece, facts, target.names())) {
                    session.patiently(LONG, s.text());
                    progress.ran(s.shown());
                }
            }
        }
    }

    /** Whether the database was made meanwhile; asked once, so that a second try looks for itself. */
    private boolean born() {
        List<String> ran = birth.map(Birth::await).orElse(List.of());
        birth = Optional.empty();
        ran.forEach(progress::ran);
        return !ran.isEmpty();
    }

    private static boolean touchesExtension(DatabaseStep step) {
        return step instanceof DatabaseStep.CreateExtension
                || step instanceof DatabaseStep.UpdateExtension
                || step instanceof DatabaseStep.DropExtension
                || step instanceof DatabaseStep.MoveExtension;
    }

    private void leave() {
        Session session = inside;
        inside = null;
        if (session != null) {
            session.close();
        }
    }

    private static void pause(int attempt) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(10, 50) * attempt * attempt);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Trouble(Reason.FAILED, "interrupted while waiting for another turn", e);
        }
    }

    @Override
    public void close() {
        birth.ifPresent(Birth::await);
        leave();
    }
}
