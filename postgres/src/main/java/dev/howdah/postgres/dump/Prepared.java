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
import java.util.List;
import java.util.stream.Collectors;

/** An archive as it is loaded: the files that were dumped, under a table of contents for those who get them. */
final class Prepared {

    static final String READY = "ready";
    static final String TOC = "toc.dat";
    private static final String SKIPPED = "skipped";

    private Prepared() {}

    static Path archive(Workplace place) {
        return place.load().resolve("archive");
    }

    /** Begins anew when a crash has left half of it. */
    static void make(Workplace place, Into into) {
        About about = Disk.read(place.about())
                .map(About::parse)
                .orElseThrow(() -> new Trouble(Reason.FAILED, "there is no whole archive in " + place.archive()));
        Disk.deleteTree(place.load());
        Disk.directory(place.load(), Disk.PRIVATE_DIR, OsUser.self());
        Path archive = Disk.directory(archive(place), Disk.PRIVATE_DIR, OsUser.self());
        var owners = new NewOwners(about.name().isEmpty() ? null : new PgNames(about.name()), into.names());
        Picked picked = Picked.of(read(place.archive().resolve(TOC)), owners, TargetLook.schemas(into));
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
        picked.stages().forEach((stage, ids) -> write(place, stage.word() + ".list", list(ids)));
        write(place, SKIPPED, String.join("\n", picked.skipped()));
        write(place, READY, "");
    }

    static Toc toc(Workplace place) {
        return read(archive(place).resolve(TOC));
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

    private static void write(Workplace place, String name, String text) {
        Disk.write(place.load().resolve(name), text, Disk.PRIVATE, OsUser.self());
    }
}
