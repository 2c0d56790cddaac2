package dev.howdah.bench;

import dev.howdah.plan.Adoptable;
import dev.howdah.plan.DatabaseStep;
import dev.howdah.plan.Observed;
import dev.howdah.plan.Trace;
import dev.howdah.resource.PgNames;
import dev.howdah.spi.DatabaseEngine;
import dev.howdah.spi.LoginUse;
import dev.howdah.spi.PlatformAccess;
import dev.howdah.spi.Swaps;
import dev.howdah.spi.Usage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** Answers at once and holds nothing: what is measured over it is the Store and the control plane alone. */
final class CalmEngine implements DatabaseEngine {

    @Override
    public Observed observe(PlatformAccess access, Target target) {
        return new Observed(
                new Observed.Server(180_000, "howdah", true, Optional.empty(), false),
                false,
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                List.of(),
                Map.of());
    }

    @Override
    public Map<String, Trace> snapshot(PlatformAccess access) {
        return Map.of();
    }

    @Override
    public Adoptable adoptable(PlatformAccess access, Target target, String database) {
        throw new IllegalStateException("nothing is here to adopt: " + database);
    }

    @Override
    public void run(
            PlatformAccess access,
            Target target,
            List<DatabaseStep> steps,
            Supplier<Map<String, String>> verifiers,
            Progress progress) {
        throw new IllegalStateException("nothing is to be done here: " + steps);
    }

    @Override
    public List<String> shut(PlatformAccess access) {
        return List.of();
    }

    @Override
    public List<String> sql(DatabaseStep step, Observed.Server server, PgNames names) {
        return List.of();
    }

    @Override
    public Observed observe(PlatformAccess access, Target target, Observed.Inside inside) {
        return observe(access, target);
    }

    @Override
    public Set<UUID> warmSeats(PlatformAccess access) {
        return Set.of();
    }

    @Override
    public List<Marked> marked(PlatformAccess access) {
        return List.of();
    }

    @Override
    public List<Usage> usage(PlatformAccess access) {
        return List.of();
    }

    @Override
    public Set<String> inUse(PlatformAccess access, Set<String> roles) {
        return Set.of();
    }

    @Override
    public LoginUse use(PlatformAccess access, String login) {
        return new LoginUse(true, List.of());
    }

    @Override
    public void changeOwnPassword(PlatformAccess access, String verifier) {
        throw new IllegalStateException("nothing is to be done here");
    }

    @Override
    public void tryLogin(PlatformAccess access, String database, String user, String password) {}

    @Override
    public String verifier(String password) {
        return "";
    }

    @Override
    public Swaps swaps() {
        throw new IllegalStateException("nothing is restored here");
    }

    @Override
    public void close() {}
}
