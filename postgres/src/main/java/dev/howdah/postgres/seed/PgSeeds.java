package dev.howdah.postgres.seed;

import dev.howdah.postgres.dump.Meter;
import dev.howdah.postgres.dump.PgCopies;
import dev.howdah.postgres.local.Disk;
import dev.howdah.resource.ByteSize;
import dev.howdah.resource.Reason;
import dev.howdah.resource.SeedAddress;
import dev.howdah.resource.SeedPlace;
import dev.howdah.spi.Buckets;
import dev.howdah.spi.CheckLine;
import dev.howdah.spi.Copies.Into;
import dev.howdah.spi.Progress;
import dev.howdah.spi.Seeds;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** Seeds of this machine's disk, of web servers and of buckets. */
public final class PgSeeds implements Seeds {

    private final PgCopies copies;
    private final OnDisk disk;
    private final OnWeb web;
    private final InBucket bucket;

    /** @param home whose {@code seeds/NAMESPACE} are that namespace's own */
    public PgSeeds(Path home, PgCopies copies, Buckets buckets) {
        this.copies = copies;
        this.disk = new OnDisk(home.resolve("seeds"));
        this.web = new OnWeb();
        this.bucket = new InBucket(buckets);
    }

    @Override
    public Optional<String> refusal(Wish wish) {
        SeedAddress address = SeedAddress.parse(wish.seed().from());
        if (disk.own(address, wish.namespace())
                || address.in(wish.places(), wish.namespace()).isPresent()) {
            return Optional.empty();
        }
        String allowed = wish.places().stream().map(SeedPlace::from).collect(Collectors.joining(", "));
        return Optional.of(SeedAddress.shown(wish.seed().from())
                + " is not where seeds may come from: that is a path below seeds/" + wish.namespace()
                + " of the control plane's home"
                + (allowed.isEmpty() ? "" : ", and " + allowed)
                + "; a platform admin adds places to spec.seeds of the cluster");
    }

    @Override
    public List<CheckLine> check(List<SeedPlace> places) {
        var look = new PlaceLook(bucket);
        List<CheckLine> lines = new ArrayList<>(places.stream().map(look::at).toList());
        if (!Program.zstd()) {
            lines.add(CheckLine.warn(
                    PlaceLook.CHECK,
                    "this machine has no zstd, which seeds take that are packed with it",
                    "install the package zstd"));
        }
        return lines;
    }

    @Override
    public Progress fetch(UUID work, Wish wish) {
        Path dir = copies.directory(work);
        Optional<Found> found = Found.read(dir);
        return found.isPresent()
                ? new Progress.Ended(Map.of("kind", found.get().shown()))
                : copies.tasks().look(work, "fetch a seed", meter -> {
                    Found now = fetched(work, dir, wish, meter);
                    now.write(dir);
                    return Map.of("kind", now.shown());
                });
    }

    private Found fetched(UUID work, Path dir, Wish wish, Meter meter) {
        // the cluster may have changed its mind since it was ordered
        refusal(wish).ifPresent(why -> {
            throw new Trouble(Reason.FAILED, why);
        });
        SeedAddress address = SeedAddress.parse(wish.seed().from());
        Path got = switch (address.scheme()) {
            case SeedAddress.FILE -> disk.find(address, wish);
            case SeedAddress.S3 -> bucket.get(address, wish, dir.resolve("fetched"), meter);
            default -> web.get(wish, dir.resolve("fetched"), meter, w -> refusal(w));
        };
        String sha256 = wish.seed().sha256();
        if (sha256 != null) {
            Hash.check(got, sha256, meter);
        }
        return new Opening(got, copies.archive(work), meter).found();
    }

    @Override
    public Progress pour(UUID work, Into into, int jobs) {
        Found found = Found.read(copies.directory(work))
                .orElseThrow(() -> new Trouble(Reason.FAILED, "what was fetched is gone"));
        return found.plain()
                ? copies.plain(work, into, meter -> {
                    found.same();
                    meter.doing("loading", size(found.path()));
                    return found.packing().open(found.path(), meter);
                })
                : copies.seed(work, into, jobs);
    }

    static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw Disk.trouble("read " + file.getFileName(), e);
        }
    }

    /** For people. */
    static String shown(Path file) {
        return ByteSize.shown(size(file));
    }
}
