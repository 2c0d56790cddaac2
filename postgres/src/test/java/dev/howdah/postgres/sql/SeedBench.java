package dev.howdah.postgres.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.postgres.dump.PgCopies;
import dev.howdah.postgres.local.LocalHome;
import dev.howdah.postgres.local.PgBinaries;
import dev.howdah.postgres.local.Run;
import dev.howdah.postgres.seed.PgSeeds;
import dev.howdah.resource.PgNames;
import dev.howdah.resource.SeedPlace;
import dev.howdah.spi.Copies;
import dev.howdah.spi.PlatformAccess;
import dev.howdah.spi.Progress;
import dev.howdah.spi.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** What seeds are filled with in tests: a home of their own, and dumps of databases on a real server. */
final class SeedBench implements AutoCloseable {

    static final Path BIN = Path.of("/usr/lib/postgresql/15/bin");

    private final List<UUID> works = new ArrayList<>();
    final Path home;
    final Path own;
    final PgCopies copies;
    final Seeds seeds;

    SeedBench(Path temp) throws IOException {
        home = LocalHome.prepare(temp.resolve("home"));
        own = Files.createDirectories(home.resolve("seeds/team"));
        copies = new PgCopies(home, new PgBinaries(home, Optional.of(BIN)));
        seeds = new PgSeeds(home, copies, place -> {
            throw new IllegalStateException("no buckets here");
        });
    }

    @Override
    public void close() {
        works.forEach(copies::forget);
        assertThat(copies.left()).isEmpty();
        LocalHome.destroy(home, note -> {});
    }

    UUID work() {
        works.add(UUID.randomUUID());
        return works.getLast();
    }

    static Seeds.Wish wish(String from, SeedPlace... places) {
        return new Seeds.Wish("team", "fence", new dev.howdah.resource.Seed(from, null), List.of(places));
    }

    Map<String, String> filled(Order into, String from) {
        UUID work = work();
        Map<String, String> found =
                new HashMap<>(end(() -> seeds.fetch(work, wish(from))).found());
        found.putAll(end(() -> seeds.pour(work, target(into), 2)).found());
        copies.forget(work);
        return found;
    }

    static Path dump(Order order, Path to, String... options) throws Exception {
        var root = order.seat.server().superuser();
        var command = new ArrayList<>(
                List.of(BIN.resolve("pg_dump").toString(), "--dbname=" + order.names.database(), "--file=" + to));
        command.addAll(List.of(options));
        var ended = Run.program(
                command,
                Map.of(
                        "PGHOST", "127.0.0.1",
                        "PGPORT", Integer.toString(order.seat.server().port()),
                        "PGUSER", root.user(),
                        "PGPASSWORD", root.password()));
        assertThat(ended.ok()).as(ended.output()).isTrue();
        return to;
    }

    void shell(String command) throws Exception {
        var ended = Run.program(List.of("sh", "-c", "cd " + own + " && " + command), Map.of());
        assertThat(ended.ok()).as(ended.output()).isTrue();
    }

    static Copies.Into target(Order order) {
        return new Copies.Into(order.seat.access(), order.uid, order.names.database(), order.names);
    }

    /** What {@link #fill} has to know, line by line. */
    static List<String> said(Order order, String from) {
        PlatformAccess a = order.seat.access();
        return List.of(
                from, order.uid.toString(), order.names.database(), Integer.toString(a.port()), a.user(), a.password());
    }

    /** Fetches and pours in a control plane of its own. */
    static void fill(Path home, UUID work, String[] said) {
        var copies = new PgCopies(home, new PgBinaries(home, Optional.of(BIN)));
        var seeds = new PgSeeds(home, copies, place -> {
            throw new IllegalStateException("no buckets here");
        });
        var access = new PlatformAccess(
                "killed",
                "127.0.0.1",
                "127.0.0.1",
                Integer.parseInt(said[3]),
                said[4],
                said[5],
                "disable",
                Optional.empty(),
                Optional.of(Seat.GROUP),
                "postgres");
        var names = new PgNames(said[2]);
        var into = new Copies.Into(access, UUID.fromString(said[1]), names.database(), names);
        SeedPlace[] places = said[0].startsWith("http") ? new SeedPlace[] {SeedPlace.named(said[0])} : new SeedPlace[0];
        end(() -> seeds.fetch(work, wish(said[0], places)));
        end(() -> seeds.pour(work, into, 2));
    }

    static Progress.Ended end(Supplier<Progress> work) {
        while (true) {
            switch (work.get()) {
                case Progress.Ended ended -> {
                    return ended;
                }
                case Progress.Running r -> LockSupport.parkNanos(20_000_000);
            }
        }
    }
}
