package dev.howdah.postgres.scratch;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a backup holds, as its manifest says: names of databases, and bytes of each.
 *
 * @param oids of databases by their names when the backup began
 * @param bytes by the oids of databases
 * @param others bytes that belong to none
 */
record Manifest(Map<String, Long> oids, Map<Long, Long> bytes, long others) {

    /** Those that initdb makes: pgBackRest restores them always. */
    private static final long FIRST_NORMAL = 16_384;

    Manifest {
        oids = Map.copyOf(oids);
        bytes = Map.copyOf(bytes);
    }

    static Manifest read(Stream<String> lines) {
        var oids = new TreeMap<String, Long>();
        var bytes = new TreeMap<Long, Long>();
        long[] others = {0};
        String[] section = {""};
        lines.forEach(line -> {
            if (line.startsWith("[")) {
                section[0] = line;
            } else if (section[0].equals("[db]")) {
                int sign = line.lastIndexOf("={");
                long oid = number(line, "\"db-id\":");
                if (sign > 0 && oid >= 0) {
                    oids.put(line.substring(0, sign), oid);
                }
            } else if (section[0].equals("[target:file]")) {
                long size = Math.max(0, number(line, "\"size\":"));
                long oid = line.startsWith("pg_data/base/") ? oid(line) : -1;
                if (oid < 0) {
                    others[0] += size;
                } else {
                    bytes.merge(oid, size, Long::sum);
                }
            }
        });
        return new Manifest(oids, bytes, others[0]);
    }

    boolean ordinary(long oid) {
        return oid >= FIRST_NORMAL;
    }

    long total() {
        return others + bytes.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Bytes of a set of databases alone. */
    long of(java.util.Set<Long> databases) {
        return databases.stream().mapToLong(oid -> bytes.getOrDefault(oid, 0L)).sum();
    }

    /** Bytes that are restored with a set of databases. */
    long with(java.util.Set<Long> databases) {
        return others
                + bytes.entrySet().stream()
                        .filter(e -> !ordinary(e.getKey()) || databases.contains(e.getKey()))
                        .mapToLong(Map.Entry::getValue)
                        .sum();
    }

    private static long oid(String line) {
        int from = "pg_data/base/".length();
        int to = line.indexOf('/', from);
        return to > from && line.substring(from, to).matches("\\d{1,10}")
                ? Long.parseLong(line.substring(from, to))
                : -1;
    }

    private static long number(String line, String key) {
        int at = line.lastIndexOf(key);
        int from = at + key.length();
        int to = from;
        while (at >= 0 && to < line.length() && Character.isDigit(line.charAt(to))) {
            to++;
        }
        return at < 0 || to == from ? -1 : Long.parseLong(line.substring(from, to));
    }
}
