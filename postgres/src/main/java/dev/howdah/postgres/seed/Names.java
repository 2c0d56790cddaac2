package dev.howdah.postgres.seed;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Which dump of a directory is an order's: the one of its name, as gen3 lays them out. */
final class Names {

    static final String TOC = "toc.dat";

    private static final List<String> ENDINGS = List.of(
            ".sql",
            ".sql.gz",
            ".sql.zst",
            ".sql.lz4",
            ".sql.bz2",
            ".sql.xz",
            ".dump",
            ".dump.gz",
            ".dump.zst",
            ".tar",
            ".tar.gz",
            ".tgz",
            ".tar.zst");

    private Names() {}

    static Optional<String> first(String order, Predicate<String> there) {
        return ENDINGS.stream().map(e -> order + e).filter(there).findFirst();
    }

    static String none(String order) {
        return "there is neither a toc.dat, as pg_dump -Fd writes it, nor " + order + ".sql, " + order + ".dump or "
                + order + ".tar, packed or not";
    }
}
