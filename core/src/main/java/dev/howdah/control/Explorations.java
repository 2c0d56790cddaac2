package dev.howdah.control;

import dev.howdah.operation.Operation;
import dev.howdah.reconcile.Reconciler;
import dev.howdah.recovery.Explore;
import dev.howdah.recovery.Moments;
import dev.howdah.resource.ByteSize;
import dev.howdah.resource.Database;
import dev.howdah.resource.InvalidException;
import dev.howdah.resource.Login;
import dev.howdah.resource.Problem;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Role;
import dev.howdah.resource.TimeSpan;
import dev.howdah.spi.Scratches;
import dev.howdah.spi.Scratches.Moment;
import dev.howdah.spi.Store;
import dev.howdah.spi.Trouble;
import dev.howdah.spi.Work;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Explorations, as operations: each is asked for, stepped and closed here, and goes its way by its story. */
final class Explorations implements Explorer {

    /** On one control plane: each has a server and its files twice. */
    private static final int AT_ONCE = 3;

    /** More than go on at any time. */
    private static final int MANY = 100_000;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Pattern RELATIVE = Pattern.compile("([+-])\\s*(\\d{1,9}(?:ms|s|m|h|d))");

    private final Reconciler.World world;
    private final Store store;
    private final Rights rights;
    private final Pasts pasts;

    Explorations(Reconciler.World world, Rights rights) {
        this.world = world;
        this.store = world.store();
        this.rights = rights;
        this.pasts = new Pasts(world);
    }

    @Override
    public Operation begin(Caller caller, Ref ref, String around, ZoneId zone, Duration span) {
        need(caller, ref);
        if (span.compareTo(LONGEST) > 0 || span.toSeconds() < 1) {
            throw problem(ref, "keep", "one is open for a second to " + new TimeSpan(LONGEST));
        }
        Optional<Database> living = store.get(ref).map(Database.class::cast);
        Database was = pasts.was(ref);
        Pasts.Past past = pasts.of(was, living, around, zone);
        Scratches.Forecast f = past.forecast();
        if (2 * f.bytes() > f.free()) {
            throw conflict("exploring takes its files twice, " + ByteSize.shown(2 * f.bytes()) + ", and "
                    + ByteSize.shown(f.free()) + " are free");
        }
        try {
            return store.inTransaction(() -> {
                long open = world.operations().list(null, false, MANY).stream()
                        .filter(o -> o.what().equals(Explore.WHAT))
                        .count();
                if (open >= AT_ONCE) {
                    throw conflict(AT_ONCE + " databases are being explored, which is all that may be at once:"
                            + " `howdah operations` lists them, and each closes by itself");
                }
                Operation begun = Explore.begin(world, caller.name(), ref, past.source(), span);
                told(
                        caller,
                        begun,
                        "what " + ref.path() + " was at " + past.source().moment() + " is opened to be explored");
                return begun;
            });
        } catch (Store.ConflictException e) {
            throw conflict(ref + " is being explored: `howdah restore explore " + ref.path() + " --step TIME` goes to"
                    + " another moment, `--close` closes it");
        }
    }

    @Override
    public Operation of(Caller caller, Ref ref) {
        need(caller, ref);
        return running(ref);
    }

    @Override
    public Operation step(Caller caller, Ref ref, String to, ZoneId zone) {
        need(caller, ref);
        Operation before = running(ref);
        Instant time = time(ref, before, to, zone);
        // refuses what lies before every backup
        Moment moment = pasts.of(
                        pasts.was(ref), store.get(ref).map(Database.class::cast), time.toString(), ZoneId.of("UTC"))
                .source()
                .moment();
        return store.inTransaction(() -> {
            Operation now = running(ref);
            Operation stepped = Explore.to(now, time, now());
            written(stepped);
            told(caller, stepped, "goes to what " + ref.path() + " was at " + moment);
            return stepped;
        });
    }

    private Instant time(Ref ref, Operation operation, String to, ZoneId zone) {
        Matcher relative = RELATIVE.matcher(to.strip());
        try {
            if (relative.matches() && Explore.moment(operation) instanceof Moment.At(Instant shown)) {
                Duration by = TimeSpan.parse(relative.group(2)).duration();
                Instant time = relative.group(1).equals("+") ? shown.plus(by) : shown.minus(by);
                return time.isAfter(now()) ? now().truncatedTo(ChronoUnit.MICROS) : time;
            }
            if (!relative.matches() && Moments.parse(to, zone, now()) instanceof Moment.At(Instant time)) {
                return time;
            }
        } catch (IllegalArgumentException e) {
            throw problem(ref, "to", String.valueOf(e.getMessage()));
        }
        throw problem(ref, "to", "a step goes to a time; from a backup there is no way but to a time that is named");
    }

    @Override
    public Scratches.Answer query(Caller caller, Ref ref, String sql, Role role) {
        need(caller, ref);
        Operation operation = running(ref);
        String database = Explore.shown(operation)
                .orElseThrow(() -> conflict("what " + ref.path() + " was is not open yet: " + operation.message()));
        Database was = pasts.was(ref);
        Login login = Login.main(role);
        store.audit(
                caller.name(),
                "explore.query",
                ref.toString(),
                operation.subject(),
                "a query as " + role.text() + " of what " + ref.path() + " was at " + Explore.moment(operation),
                List.of());
        try {
            return pasts.scratches(was)
                    .query(
                            operation.uid(),
                            database,
                            List.of(was.pgNames().login(login), was.pgNames().login(login.other())),
                            sql,
                            PATIENCE,
                            MOST_ROWS);
        } catch (Trouble t) {
            throw problem(ref, "sql", t.sentence());
        }
    }

    @Override
    public Operation close(Caller caller, Ref ref) {
        need(caller, ref);
        return store.inTransaction(() -> {
            Operation closed = Explore.closed(running(ref), "it was closed", now());
            written(closed);
            told(caller, closed, "the exploration of " + ref.path() + " is closed");
            return closed;
        });
    }

    private void written(Operation changed) {
        if (!world.operations().write(changed)) {
            throw conflict("it has moved on just now: look, and try again");
        }
        world.queue().now(new Work.Chore(Work.Sort.OPERATION, changed.uid()));
    }

    private void need(Caller caller, Ref ref) {
        rights.need(caller, Caller.Right.EDITOR, ref.namespace(), "explore " + ref);
    }

    /** By name: what was removed for good can be looked at too. */
    private Operation running(Ref ref) {
        UUID uid = pasts.was(ref).metadata().requireUid();
        return world.operations().running(uid).stream()
                .filter(o -> o.what().equals(Explore.WHAT))
                .findFirst()
                .orElseThrow(() -> new RefusedException(
                        RefusedException.Why.NOT_FOUND,
                        ref + " is not being explored: `howdah restore explore " + ref.path()
                                + " --around TIME` begins"));
    }

    private Instant now() {
        return world.clock().instant();
    }

    private void told(Caller caller, Operation operation, String detail) {
        store.event(operation.about(), operation.subject(), false, "Exploring", detail);
        store.audit(caller.name(), "explore", operation.about().toString(), operation.subject(), detail, List.of());
    }

    private static InvalidException problem(Ref ref, String field, String why) {
        return new InvalidException(List.of(new Problem(field, why).of(ref)));
    }

    private static RefusedException conflict(String message) {
        return new RefusedException(RefusedException.Why.CONFLICT, message);
    }
}
