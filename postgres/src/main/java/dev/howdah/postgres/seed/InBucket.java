package dev.howdah.postgres.seed;

import dev.howdah.postgres.dump.Meter;
import dev.howdah.postgres.local.Disk;
import dev.howdah.postgres.local.OsUser;
import dev.howdah.postgres.pgbackrest.AwsFile;
import dev.howdah.resource.Reason;
import dev.howdah.resource.SeedAddress;
import dev.howdah.resource.SeedPlace;
import dev.howdah.spi.Bucket;
import dev.howdah.spi.Buckets;
import dev.howdah.spi.Seeds.Wish;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Dumps in buckets. */
record InBucket(Buckets buckets) {

    private static final int PIECE = 1 << 20;

    /** Files of a directory archive: one for each table. */
    private static final int MOST = 100_000;

    Path get(SeedAddress address, Wish wish, Path to, Meter meter) {
        SeedPlace place = address.in(wish.places(), wish.namespace()).orElseThrow();
        try (Bucket bucket = open(address.host(), place)) {
            String key = address.path();
            if (!key.isEmpty() && !key.endsWith("/")) {
                Optional<Bucket.Item> item = bucket.look(key);
                if (item.isPresent()) {
                    return file(bucket, item.get(), to, meter);
                }
                key += "/";
            }
            return inside(bucket, key, address, wish, to, meter);
        }
    }

    Bucket open(String bucket, SeedPlace place) {
        return buckets.open(where(bucket, place));
    }

    private static Path inside(Bucket bucket, String prefix, SeedAddress address, Wish wish, Path to, Meter meter) {
        if (bucket.look(prefix + Names.TOC).isPresent()) {
            return directory(bucket, prefix, to, meter);
        }
        return Names.first(wish.name(), name -> bucket.look(prefix + name).isPresent())
                .flatMap(name -> bucket.look(prefix + name))
                .map(item -> file(bucket, item, to, meter))
                .orElseThrow(() -> new Trouble(
                        Reason.FAILED,
                        "there is no object " + address.path() + " in bucket " + address.host() + ", and below it "
                                + Names.none(wish.name())));
    }

    private static Buckets.Place where(String bucket, SeedPlace place) {
        return new Buckets.Place(
                bucket,
                place.region(),
                place.endpoint() == null ? null : URI.create(place.endpoint()),
                path(place.caFile()),
                () -> Optional.ofNullable(path(place.credentialFile()))
                        .map(AwsFile::read)
                        .map(f -> new Buckets.Key(f.id(), f.secret(), f.token())));
    }

    private static @Nullable Path path(@Nullable String text) {
        return text == null ? null : Path.of(text);
    }

    private static Path file(Bucket bucket, Bucket.Item item, Path to, Meter meter) {
        if (Files.isDirectory(to)) {
            Disk.deleteTree(to);
        }
        meter.doing("fetching", item.bytes());
        Room.has(to.getParent(), item.bytes());
        copy(bucket, item, to, meter);
        return to;
    }

    private static Path directory(Bucket bucket, String prefix, Path to, Meter meter) {
        if (!Files.isDirectory(to)) {
            Disk.deleteTree(to);
        }
        Disk.directory(to, Disk.PRIVATE_DIR, OsUser.self());
        List<Bucket.Item> items = new ArrayList<>();
        bucket.each(prefix, item -> {
            if (items.size() < MOST && item.key().indexOf('/', prefix.length()) < 0) {
                items.add(item);
            }
        });
        long bytes = items.stream().mapToLong(Bucket.Item::bytes).sum();
        meter.doing("fetching", bytes);
        Room.has(to, bytes);
        for (Bucket.Item item : items) {
            String name = item.key().substring(prefix.length());
            if (name.matches("[A-Za-z0-9_][A-Za-z0-9_.]*")) {
                copy(bucket, item, to.resolve(name), meter);
            }
        }
        return to;
    }

    /** What had come of it before counts as long as the object is the same one. */
    private static void copy(Bucket bucket, Bucket.Item item, Path to, Meter meter) {
        try {
            String tag = bucket.tag(item.key()).orElseThrow(() -> changed(item));
            Path note = to.resolveSibling(to.getFileName() + ".tag");
            boolean same =
                    Files.exists(to) && Disk.read(note).filter(tag::equals).isPresent();
            if (!same) {
                Files.deleteIfExists(to);
                Disk.write(note, tag, Disk.PRIVATE, OsUser.self());
            }
            long had = same ? Files.size(to) : 0;
            meter.add(had);
            if (had != item.bytes() || had == 0) {
                rest(bucket, item, tag, had, to, meter);
            }
        } catch (IOException e) {
            throw WebTrust.cutOff(e);
        }
    }

    private static void rest(Bucket bucket, Bucket.Item item, String tag, long had, Path to, Meter meter)
            throws IOException {
        long got = had;
        try (InputStream in = bucket.rest(item.key(), tag, had).orElseThrow(() -> changed(item));
                var out = Files.newOutputStream(to, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            byte[] piece = new byte[PIECE];
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                out.write(piece, 0, n);
                got += n;
                meter.add(n);
            }
        }
        if (got != item.bytes()) {
            throw changed(item);
        }
    }

    private static Trouble changed(Bucket.Item item) {
        return new Trouble(Reason.SINK_UNREACHABLE, item.key() + " was changed while it was read: trying again");
    }
}
