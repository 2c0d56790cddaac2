package dev.howdah.postgres.dump;

import dev.howdah.postgres.dump.Picked.Stage;
import dev.howdah.postgres.local.Disk;
import dev.howdah.postgres.local.OsUser;
import dev.howdah.resource.PgNames;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Copies.Into;
import dev.howdah.spi.Trouble;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** An archive as it is loaded: the files that were dumped, under a table of contents for those who get them. */
final class Prepared {

    static final String READY = "ready";
    static final String TOC = "toc.dat";
    private static final String SKIPPED = "skipped";
    private static final String STRANGERS = "strangers";
    private static final String ARCHIVE = "archive";

    private Prepared() {}

    /** A directory, or a file. */
    static Path archive(Workplace place) {
        Path file = place.load().resolve(Workplace.CUSTOM);
        return Files.exists(file) ? file : place.load().resolve(ARCHIVE);
    }

    /** Begins anew when a crash has left half of it. */
    static void make(Workplace place, Into into) {
        make(place, into, new Meter());
    }

    static void make(Workplace place, Into into, Meter meter) {
        About about = Disk.read(place.about())
                .map(About::parse)
                .orElseThrow(() -> new Trouble(Reason.FAILED, "there is no whole archive in " + place.archive()));
        Disk.deleteTree(place.load());
        Disk.directory(place.load(), Disk.PRIVATE_DIR, OsUser.self());
        Set<String> strangers = new TreeSet<>();
        var owners = new NewOwners(about.name().isEmpty() ? null : new PgNames(about.name()), into.names(), strangers);
        Picked picked;
        if (Files.exists(place.custom())) {
            picked = Custom.write(
                    place.custom(),
                    place.load().resolve(Workplace.CUSTOM),
                    toc -> Picked.of(toc, owners, TargetLook.schemas(into)),
                    meter);
        } else {
            picked = Picked.of(read(place.archive().resolve(TOC)), owners, TargetLook.schemas(into));
            directory(place, picked);
        }
        picked.stages().forEach((stage, ids) -> write(place, stage.word() + ".list", list(ids)));
        write(place, SKIPPED, String.join("\n", picked.skipped()));
        write(place, STRANGERS, String.join("\n", strangers));
        write(place, READY, "");
    }

    private static void directory(Workplace place, Picked picked) {
        Path archive = Disk.directory(place.load().resolve(ARCHIVE), Disk.PRIVATE_DIR, OsUser.self());
        try (var files = Files.newDirectoryStream(place.archive())) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                if (!name.equals(TOC)) {
                    Files.createSymbolicLink(archive.resolve(name), file);
                }
            }
            Files.write(archive.resolve(TOC), TocWriter.write(picked.toc(), 0));
        } catch (IOException e) {
            throw Disk.trouble("write " + archive, e);
        }
    }

    static Toc toc(Workplace place) {
        Path archive = archive(place);
        return read(Files.isDirectory(archive) ? archive.resolve(TOC) : archive);
    }

    static Toc read(Path file) {
        try (var in = new BufferedInputStream(Files.newInputStream(file))) {
            return TocReader.read(in);
        } catch (IOException e) {
            throw Disk.trouble("read " + file, e);
        }
    }

    /** As pg_restore reads it. */
    static String list(List<Integer> ids) {
        return ids.stream().map(id -> id + ";\n").collect(Collectors.joining());
    }

    static List<Integer> ids(Workplace place, Stage stage) {
        return Disk.read(place.load().resolve(stage.word() + ".list"))
                .orElse("")
                .lines()
                .map(line -> Integer.valueOf(line.replace(";", "")))
                .toList();
    }

    static List<String> skipped(Workplace place) {
        return Disk.read(place.load().resolve(SKIPPED)).orElse("").lines().toList();
    }

    /** Roles that are not here and were granted something. */
    static String strangers(Workplace place) {
        return Disk.read(place.load().resolve(STRANGERS)).orElse("");
    }

    /** More that was skipped. */
    static void skip(Workplace place, List<String> more) {
        Set<String> all = new LinkedHashSet<>(skipped(place));
        all.addAll(more);
        write(place, SKIPPED, String.join("\n", all));
    }

    private static void write(Workplace place, String name, String text) {
        Disk.write(place.load().resolve(name), text, Disk.PRIVATE, OsUser.self());
    }
}
