package dev.howdah.plan;

import dev.howdah.resource.Limits;
import dev.howdah.resource.Login;
import dev.howdah.resource.Reason;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a login that Howdah keeps; a tenant's own ones, such as {@code search_path}, are never touched.
 *
 * <p>PostgreSQL stores a setting as it was written, so each value has one spelling: timeouts in milliseconds
 * ({@code 30000ms}), sizes in kilobytes, rounded up ({@code 1048576kB}). What PostgreSQL can't count (2^31 - 1 of
 * either) becomes its greatest value. The same limit in another spelling is put right once.
 */
final class RoleSettings {

    static final String STATEMENT_TIMEOUT = "statement_timeout";
    static final String IDLE_TIMEOUT = "idle_in_transaction_session_timeout";

    /** Only a superuser may set or reset it, for itself or for others. */
    static final String TEMP_FILES = "temp_file_limit";

    /** Set while the database is beyond its storage limit; a session may set its own, to make room. */
    static final String READ_ONLY = "default_transaction_read_only";

    /** The role that a login becomes; see {@link DatabaseStep.ActAs}. */
    static final String ROLE = "role";

    /**
     * Settings that a tenant may give its role and that programs rely on. They are the first login's; the second one
     * gets the same while it is in use, since PostgreSQL reads them at log-in, before it becomes the first. None of them
     * takes a right that a platform login could lack.
     */
    private static final Set<String> FOLLOWED = Set.of(
            "search_path",
            "TimeZone",
            "DateStyle",
            "IntervalStyle",
            "bytea_output",
            "client_min_messages",
            "default_transaction_isolation",
            "extra_float_digits",
            "jit",
            "lock_timeout",
            "maintenance_work_mem",
            "plan_cache_mode",
            "random_page_cost",
            "work_mem");

    private RoleSettings() {}

    /** What a login's limits come to. */
    static Map<String, String> limits(Wanted wanted, Observed.Server server) {
        Map<String, String> settings = limits(wanted.limits(), server);
        if (wanted.writes() == Wanted.Writes.STOPPING || wanted.writes() == Wanted.Writes.STOPPED) {
            settings.put(READ_ONLY, "on");
        }
        return settings;
    }

    static Map<String, String> limits(Limits limits, Observed.Server server) {
        Map<String, String> settings = new TreeMap<>();
        if (limits.statementTimeout() != null) {
            settings.put(STATEMENT_TIMEOUT, capped(limits.statementTimeout().millis()) + "ms");
        }
        if (limits.idleInTransactionTimeout() != null) {
            settings.put(IDLE_TIMEOUT, capped(limits.idleInTransactionTimeout().millis()) + "ms");
        }
        if (limits.tempFiles() != null && server.superuser()) {
            settings.put(TEMP_FILES, capped(Math.ceilDiv(limits.tempFiles().bytes(), 1024L)) + "kB");
        }
        return settings;
    }

    /** What to set, and to reset (null), on a login that is there. A second login's role is left to ActAs. */
    static Map<String, @Nullable String> changes(
            Wanted wanted, Observed.Server server, Login login, Map<String, String> is) {
        Map<String, String> shall = limits(wanted, server);
        Map<String, @Nullable String> changes = new HashMap<>();
        for (String name : new String[] {STATEMENT_TIMEOUT, IDLE_TIMEOUT, TEMP_FILES, READ_ONLY, ROLE}) {
            boolean ours = switch (name) {
                case TEMP_FILES -> server.superuser();
                case READ_ONLY -> wanted.writes() != Wanted.Writes.ALLOWED;
                case ROLE -> login.slot() == Login.Slot.MAIN;
                default -> true;
            };
            String value = shall.get(name);
            if (ours && !Objects.equals(value, is.get(name))) {
                changes.put(name, value);
            }
        }
        return changes;
    }

    /** What to set, and to reset, on a second login in use, so that it begins as the first one would. */
    static Map<String, @Nullable String> following(Map<String, String> main, Map<String, String> is) {
        Map<String, @Nullable String> changes = new HashMap<>();
        for (String name : FOLLOWED) {
            if (!Objects.equals(main.get(name), is.get(name))) {
                changes.put(name, main.get(name));
            }
        }
        return changes;
    }

    static Optional<Plan.Blocked<DatabaseStep>> trouble(Wanted wanted, Observed.Server server) {
        if (wanted.limits().tempFiles() == null || server.superuser()) {
            return Optional.empty();
        }
        String where = wanted.database().limits().tempFiles() != null
                ? "take spec.limits.tempFiles out of the order"
                : "ask the platform team to take spec.defaults.tempFiles out of the cluster";
        return Optional.of(new Plan.Blocked<>(
                Reason.LIMIT_UNSUPPORTED,
                "Cluster " + wanted.cluster().metadata().name() + " can't limit temporary files, since the platform's"
                        + " login there is no superuser: " + where + ". Everything else is as ordered."));
    }

    private static long capped(long value) {
        return Math.min(value, Integer.MAX_VALUE);
    }
}
