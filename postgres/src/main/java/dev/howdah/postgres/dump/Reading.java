package dev.howdah.postgres.dump;

import dev.howdah.postgres.local.Disk;
import dev.howdah.postgres.local.OsUser;
import dev.howdah.postgres.local.PgBin;
import dev.howdah.postgres.local.PgBinaries;
import dev.howdah.postgres.sql.TableCounts;
import dev.howdah.resource.Json;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Progress;
import dev.howdah.spi.Scratches.Count;
import dev.howdah.spi.Soundness.Sum;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One archive that is read by pg_restore as for a load, into nothing but a counter. */
record Reading(PgBinaries binaries, Workplace place, Tasks tasks) {

    /** In the archive, so that it goes where that goes. */
    private static final String ROWS = "rows.json";

    /** Beside it: it was read here. */
    private static final String READ = "read";

    static Optional<List<Count>> kept(Path archive) {
        return Disk.read(archive.resolve(ROWS)).map(text -> Arrays.asList(Json.read(text, Count[].class)));
    }

    Progress progress() {
        if (Files.exists(place.root().resolve(READ))) {
            return new Progress.Ended(found(kept(place.archive()).orElse(List.of())));
        }
        return tasks.look(place.work(), "read an archive", meter -> found(read(meter)));
    }

    private static Map<String, String> found(List<Count> counts) {
        return Map.of(
                "tables",
                Integer.toString(counts.size()),
                "rows",
                Long.toString(counts.stream().mapToLong(Count::rows).sum()));
    }

    private List<Count> read(Meter meter) throws IOException {
        meter.doing("reading what was dumped", 0);
        Toc toc = Prepared.read(place.archive().resolve(Prepared.TOC));
        Map<String, Sum> sums = named(toc, tables(toc, meter));
        List<Count> counts = sums.entrySet().stream()
                .map(e -> new Count(e.getKey(), e.getValue().rows()))
                .toList();
        Optional<List<Count>> before = kept(place.archive());
        Map<String, Sum> same = RowSums.kept(place.archive());
        if ((before.isPresent() && !before.get().equals(counts)) || !(same.isEmpty() || same.equals(sums))) {
            throw new Trouble(Reason.BACKUP_FAILED, "the dump has other rows than when it was made");
        }
        if (before.isEmpty()) {
            if (place.jobs().look(Workplace.DUMP).isPresent()) {
                RowSums.keep(place.archive(), toc, sums);
            }
            Disk.write(place.archive().resolve(ROWS), Json.write(counts), Disk.PRIVATE, OsUser.self());
        }
        Disk.write(place.root().resolve(READ), "", Disk.PRIVATE, OsUser.self());
        return counts;
    }

    /** In the order of their entries. */
    private List<Sum> tables(Toc toc, Meter meter) throws IOException {
        PgBin programs = binaries.clients("pg_restore", toc.dumpedBy())
                .orElseThrow(() -> new Trouble(Reason.FAILED, PgCopies.lacking(toc.dumpedBy())));
        Path said = place.root().resolve("read.said");
        var builder = new ProcessBuilder(
                        programs.dir().resolve("pg_restore").toString(),
                        "--section=data",
                        "--file=-",
                        place.archive().toString())
                .directory(place.root().toFile())
                .redirectError(said.toFile());
        builder.environment().keySet().removeIf(k -> k.startsWith("PG"));
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            var counter = new CopyCounter();
            byte[] buffer = new byte[1 << 16];
            var in = process.getInputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                counter.feed(buffer, n);
                meter.add(n);
            }
            if (process.waitFor() != 0 || !counter.whole()) {
                throw new Trouble(
                        Reason.BACKUP_FAILED,
                        "the dump can't be read: " + Said.error(Disk.read(said).orElse("it ends too early")));
            }
            return counter.tables();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.destroy();
            Files.deleteIfExists(said);
        }
    }

    /** Plain tables that are made by the archive itself, in the order in which {@link TableCounts} has them. */
    private static Map<String, Sum> named(Toc toc, List<Sum> sums) {
        Map<String, Boolean> tables = new HashMap<>();
        toc.entries().stream()
                .filter(e -> e.sort().equals("TABLE"))
                .forEach(e -> tables.put(key(e), !String.valueOf(e.sql()).contains("CREATE UNLOGGED TABLE")));
        List<Toc.Entry> filled = toc.entries().stream()
                .filter(e -> e.sort().equals("TABLE DATA")
                        && e.copy() != null
                        && !e.copy().isEmpty())
                .toList();
        if (filled.size() != sums.size()) {
            throw new Trouble(
                    Reason.BACKUP_FAILED,
                    "the dump holds rows of " + sums.size() + " tables, and its contents name " + filled.size());
        }
        List<Named> all = new ArrayList<>();
        for (int i = 0; i < filled.size(); i++) {
            Toc.Entry e = filled.get(i);
            if (tables.getOrDefault(key(e), false)) {
                all.add(new Named(e, sums.get(i)));
            }
        }
        all.sort(Comparator.comparing((Named n) -> schema(n.entry()))
                .thenComparing(n -> n.entry().name()));
        Map<String, Sum> named = new LinkedHashMap<>();
        all.forEach(n -> named.put(name(n.entry()), n.sum()));
        return named;
    }

    private record Named(Toc.Entry entry, Sum sum) {}

    /** As {@link TableCounts.Table} calls it. */
    static String name(Toc.Entry e) {
        return Toc.text(schema(e)) + "." + Toc.text(e.name());
    }

    private static String key(Toc.Entry e) {
        return schema(e) + "\0" + e.name();
    }

    private static String schema(Toc.Entry e) {
        return e.schema() == null ? "" : e.schema();
    }
}
