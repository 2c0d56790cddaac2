package dev.howdah.postgres.dump;

import dev.howdah.postgres.local.Disk;
import dev.howdah.postgres.local.OsUser;
import dev.howdah.postgres.local.PgBin;
import dev.howdah.postgres.local.PgBinaries;
import dev.howdah.resource.Json;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Progress;
import dev.howdah.spi.Scratches.Count;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
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
        List<Count> counts = counted(toc, rows(toc, meter));
        Optional<List<Count>> before = kept(place.archive());
        if (before.isPresent() && !before.get().equals(counts)) {
            throw new Trouble(Reason.BACKUP_FAILED, "the dump has other rows than when it was made");
        }
        if (before.isEmpty()) {
            Disk.write(place.archive().resolve(ROWS), Json.write(counts), Disk.PRIVATE, OsUser.self());
        }
        Disk.write(place.root().resolve(READ), "", Disk.PRIVATE, OsUser.self());
        return counts;
    }

    /** Of the tables in the order of their entries. */
    private List<Long> rows(Toc toc, Meter meter) throws IOException {
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
            return counter.rows();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.destroy();
            Files.deleteIfExists(said);
        }
    }

    /** Plain tables that are made by the archive itself, as {@link dev.howdah.postgres.sql.TableCounts} counts them. */
    private static List<Count> counted(Toc toc, List<Long> rows) {
        Map<String, Boolean> tables = new HashMap<>();
        toc.entries().stream()
                .filter(e -> e.sort().equals("TABLE"))
                .forEach(e -> tables.put(key(e), !String.valueOf(e.sql()).contains("CREATE UNLOGGED TABLE")));
        List<Toc.Entry> filled = toc.entries().stream()
                .filter(e -> e.sort().equals("TABLE DATA")
                        && e.copy() != null
                        && !e.copy().isEmpty())
                .toList();
        if (filled.size() != rows.size()) {
            throw new Trouble(
                    Reason.BACKUP_FAILED,
                    "the dump holds rows of " + rows.size() + " tables, and its contents name " + filled.size());
        }
        List<Named> all = new ArrayList<>();
        for (int i = 0; i < filled.size(); i++) {
            Toc.Entry e = filled.get(i);
            if (tables.getOrDefault(key(e), false)) {
                all.add(new Named(e, rows.get(i)));
            }
        }
        all.sort(Comparator.comparing((Named n) -> schema(n.entry()))
                .thenComparing(n -> n.entry().name()));
        return all.stream()
                .map(n -> new Count(
                        Toc.text(schema(n.entry())) + "." + Toc.text(n.entry().name()), n.rows()))
                .toList();
    }

    private record Named(Toc.Entry entry, long rows) {}

    private static String key(Toc.Entry e) {
        return schema(e) + "\0" + e.name();
    }

    private static String schema(Toc.Entry e) {
        return e.schema() == null ? "" : e.schema();
    }

    /** Counts lines between a COPY and its end: PostgreSQL writes a row in one line. */
    static final class CopyCounter {
        private static final byte[] COPY = "COPY ".getBytes(StandardCharsets.US_ASCII);
        private static final byte[] STDIN = " FROM stdin;".getBytes(StandardCharsets.US_ASCII);

        private final List<Long> rows = new ArrayList<>();
        private final byte[] first = new byte[COPY.length];
        private final byte[] last = new byte[STDIN.length];
        private long length;
        private long count = -1;

        void feed(byte[] bytes, int n) {
            for (int i = 0; i < n; i++) {
                byte b = bytes[i];
                if (b == '\n') {
                    line();
                    length = 0;
                } else {
                    if (length < first.length) {
                        first[(int) length] = b;
                    }
                    if (count < 0) {
                        last[(int) (length % last.length)] = b;
                    }
                    length++;
                }
            }
        }

        private void line() {
            if (count < 0) {
                count = begins() ? 0 : -1;
            } else if (length == 2 && first[0] == '\\' && first[1] == '.') {
                rows.add(count);
                count = -1;
            } else {
                count++;
            }
        }

        private boolean begins() {
            if (length < COPY.length + STDIN.length || !Arrays.equals(first, COPY)) {
                return false;
            }
            for (int i = 0; i < STDIN.length; i++) {
                if (last[(int) ((length + i) % STDIN.length)] != STDIN[i]) {
                    return false;
                }
            }
            return true;
        }

        /** Whether no table was cut off. */
        boolean whole() {
            return count < 0;
        }

        List<Long> rows() {
            return List.copyOf(rows);
        }
    }
}
