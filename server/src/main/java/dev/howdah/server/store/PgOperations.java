package dev.howdah.server.store;

import dev.howdah.operation.Operation;
import dev.howdah.resource.Json;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Role;
import dev.howdah.spi.Operations;
import dev.howdah.spi.Store;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/** The table of operations. */
public final class PgOperations implements Operations {

    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

    private final Transactions transactions;

    public PgOperations(StoreDb db) {
        this.transactions = db.transactions();
    }

    @Override
    public void begin(Operation o) {
        boolean begun = transactions.in(() -> transactions.with(h -> bound(h.createUpdate("""
                                INSERT INTO howdah.operations (uid, what, subject, kind, namespace, name, part, stage,
                                    revision, details, tries, message, started_by, started_at, stage_since, deadline, stuck)
                                VALUES (:uid, :what, :subject, :kind, :namespace, :name, :part, :stage, :revision,
                                    cast(:details AS jsonb), :tries, :message, :startedBy, :startedAt, :stageSince,
                                    :deadline, :stuck)
                                ON CONFLICT (subject, what, part) WHERE ended_at IS NULL DO NOTHING"""), o)
                        .bind("what", o.what())
                        .bind("subject", o.subject())
                        .bind("kind", o.kind().text())
                        .bind("namespace", o.namespace())
                        .bind("name", o.name())
                        .bind("part", o.part())
                        .bind("startedBy", o.startedBy())
                        .bind("startedAt", o.startedAt())
                        .execute()
                > 0));
        if (!begun) {
            throw new Store.ConflictException(
                    "a " + o.title() + " of " + o.about()
                            + " is under way: `howdah operations` says what it waits for, `howdah operations cancel` calls it off");
        }
    }

    @Override
    public boolean write(Operation o) {
        return transactions.in(() -> {
            boolean written = transactions.with(h -> bound(h.createUpdate("""
                                UPDATE howdah.operations SET stage = :stage, revision = revision + 1,
                                    details = cast(:details AS jsonb), tries = :tries, message = :message,
                                    stage_since = :stageSince, deadline = :deadline, stuck = :stuck, ended_at = :endedAt,
                                    outcome = :outcome
                                WHERE uid = :uid AND revision = :revision AND ended_at IS NULL"""), o)
                            .bind("endedAt", o.endedAt())
                            .bind(
                                    "outcome",
                                    o.outcome() == null ? null : o.outcome().name())
                            .execute()
                    > 0);
            if (written && o.ended() && o.fills()) {
                transactions.with(h -> h.createUpdate("DELETE FROM howdah.scripts WHERE operation = :uid")
                        .bind("uid", o.uid())
                        .execute());
            }
            return written;
        });
    }

    @Override
    public void script(UUID operation, String sql) {
        transactions.with(
                h -> h.createUpdate("INSERT INTO howdah.scripts (operation, script) VALUES (:operation, :script)")
                        .bind("operation", operation)
                        .bind("script", sql)
                        .execute());
    }

    @Override
    public Optional<String> script(UUID operation) {
        return transactions.with(h -> h.createQuery("SELECT script FROM howdah.scripts WHERE operation = :operation")
                .bind("operation", operation)
                .mapTo(String.class)
                .findOne());
    }

    private static <S extends SqlStatement<S>> S bound(S statement, Operation o) {
        return statement
                .bind("uid", o.uid())
                .bind("stage", o.stage())
                .bind("revision", o.revision())
                .bind("details", Json.write(o.details()))
                .bind("tries", o.tries())
                .bind("message", o.message())
                .bind("stageSince", o.stageSince())
                .bind("deadline", o.deadline())
                .bind("stuck", o.stuck());
    }

    @Override
    public Optional<Operation> get(UUID uid) {
        return transactions.with(h -> h.createQuery("SELECT * FROM howdah.operations WHERE uid = :uid")
                .bind("uid", uid)
                .map((r, context) -> row(r))
                .findOne());
    }

    @Override
    public List<Operation> running(UUID subject) {
        return transactions.with(h -> h.createQuery("SELECT * FROM howdah.operations WHERE subject = :subject"
                        + " AND ended_at IS NULL ORDER BY started_at, part")
                .bind("subject", subject)
                .map((r, context) -> row(r))
                .list());
    }

    @Override
    public Optional<Operation> fill(UUID subject) {
        return transactions.with(h -> h.createQuery("SELECT * FROM howdah.operations WHERE subject = :subject"
                        + " AND jsonb_exists(details, :fills) ORDER BY started_at DESC LIMIT 1")
                .bind("subject", subject)
                .bind("fills", Operation.FILLS)
                .map((r, context) -> row(r))
                .findOne());
    }

    @Override
    public List<UUID> running() {
        return transactions.with(h -> h.createQuery("SELECT uid FROM howdah.operations WHERE ended_at IS NULL")
                .mapTo(UUID.class)
                .list());
    }

    @Override
    public List<Operation> list(@Nullable String namespace, boolean all, int limit) {
        return transactions.with(h -> h.createQuery("""
                        SELECT * FROM howdah.operations
                        WHERE (cast(:namespace AS text) IS NULL OR namespace = :namespace)
                        AND (:all OR ended_at IS NULL) ORDER BY started_at DESC, part LIMIT :limit""")
                .bind("namespace", namespace)
                .bind("all", all)
                .bind("limit", limit)
                .map((r, context) -> row(r))
                .list());
    }

    @Override
    public List<Aging> aging() {
        return transactions.with(
                h -> h.createQuery("""
                        SELECT r.namespace, r.name, p.role, p.settled_at,
                            coalesce(r.spec ->> 'rotation', n.spec ->> 'rotation') AS rotation
                        FROM howdah.resources r
                        LEFT JOIN howdah.resources n ON n.kind = 'Namespace' AND coalesce(n.namespace, '') = ''
                            AND n.name = r.namespace
                        JOIN howdah.passwords p ON p.uid = r.uid AND p.use = 'CURRENT' AND p.settled
                        WHERE r.kind = 'Database' AND r.deletion_requested_at IS NULL
                        AND coalesce(r.spec ->> 'rotation', n.spec ->> 'rotation') IS NOT NULL
                        AND NOT EXISTS (SELECT FROM howdah.operations o WHERE o.subject = r.uid AND o.part = p.role
                            AND o.ended_at IS NULL)""").map((r, context) -> aging(r)).list());
    }

    /** What ended long ago is of no use to anybody, but for what was to fill a database that is there and did not. */
    public int prune(Duration kept) {
        return transactions.with(h -> h.createUpdate("""
                        DELETE FROM howdah.operations o WHERE ended_at < now() - cast(:kept AS interval)
                        AND NOT (jsonb_exists(details, :fills) AND outcome <> 'DONE'
                            AND EXISTS (SELECT FROM howdah.resources r WHERE r.uid = o.subject))""")
                .bind("kept", kept.toString())
                .bind("fills", Operation.FILLS)
                .execute());
    }

    private static Aging aging(ResultSet r) throws SQLException {
        return new Aging(
                Ref.database(r.getString("namespace"), r.getString("name")),
                Role.of(r.getString("role")).orElseThrow(),
                r.getString("rotation"),
                Rows.time(r, "settled_at"));
    }

    private static Operation row(ResultSet r) throws SQLException {
        String outcome = r.getString("outcome");
        return new Operation(
                Objects.requireNonNull(Rows.uid(r, "uid")),
                r.getString("what"),
                Objects.requireNonNull(Rows.uid(r, "subject")),
                Rows.kind(r.getString("kind")),
                r.getString("namespace"),
                r.getString("name"),
                r.getString("part"),
                r.getString("stage"),
                r.getLong("revision"),
                Json.mapper().readValue(r.getString("details"), TEXTS),
                r.getInt("tries"),
                r.getString("message"),
                r.getString("started_by"),
                Rows.time(r, "started_at"),
                Rows.time(r, "stage_since"),
                Rows.time(r, "deadline"),
                r.getBoolean("stuck"),
                Rows.instant(r, "ended_at"),
                outcome == null ? null : Operation.Outcome.valueOf(outcome));
    }
}
