package dev.howdah.postgres.local;

import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes a data directory: all of it, or none that anybody would take for one. */
final class Initdb {

    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int PASSWORD_LENGTH = 40;

    private Initdb() {}

    static void run(LocalDir dir, PgBin bin, OsUser user) {
        Disk.deleteTree(dir.unborn());
        Path pwfile = dir.root().resolve("initdb.pw");
        try {
            Disk.directory(dir.unborn(), Disk.PRIVATE_DIR, user);
            Disk.write(pwfile, password(dir) + "\n", Disk.PRIVATE, user);
            initdb(dir, bin, user, pwfile);
        } finally {
            Disk.delete(pwfile);
        }
        try {
            Files.move(dir.unborn(), dir.data(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw Disk.trouble("rename " + dir.unborn(), e);
        }
        Disk.write(dir.born(), bin.major() + "\n", Disk.PRIVATE, OsUser.self());
    }

    private static void initdb(LocalDir dir, PgBin bin, OsUser user, Path pwfile) {
        var command = new ArrayList<>(List.of(
                bin.program("initdb"),
                "--username=" + Hba.PLATFORM,
                "--pwfile=" + pwfile,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--data-checksums",
                "--pgdata=" + dir.unborn()));
        if (bin.major() >= 17) {
            // PostgreSQL's own: the same order on every machine, whatever its C library is
            command.addAll(List.of("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"));
        } else {
            command.add("--locale=" + systemLocale());
        }
        Run.Ended ended;
        try {
            ended = Run.program(user.command(command), Map.of());
        } catch (IOException e) {
            throw Disk.trouble("run initdb", e);
        }
        if (!ended.ok()) {
            List<String> lines =
                    ended.output().lines().filter(l -> !l.isBlank()).toList();
            throw StartTrouble.of(
                    "initdb failed in " + dir.root(),
                    String.join("\n", lines.subList(Math.max(0, lines.size() - 4), lines.size())),
                    0);
        }
    }

    private static String systemLocale() {
        return Run.output(List.of("locale", "-a"))
                        .filter(all -> all.lines().anyMatch(l -> l.equalsIgnoreCase("C.utf8") || l.equals("C.UTF-8")))
                        .isPresent()
                ? "C.UTF-8"
                : "C";
    }

    /** The platform's password: made once, before there is a server that has it. */
    static String password(LocalDir dir) {
        return Disk.read(dir.password())
                .map(String::strip)
                .filter(p -> !p.isEmpty())
                .orElseGet(() -> {
                    var random = new SecureRandom();
                    var made = new StringBuilder();
                    for (int i = 0; i < PASSWORD_LENGTH; i++) {
                        made.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
                    }
                    Disk.write(dir.password(), made.toString(), Disk.PRIVATE, OsUser.self());
                    return made.toString();
                });
    }

    /** Says what to do when data that was there is gone. */
    static Trouble lost(LocalDir dir) {
        return new Trouble(
                dev.howdah.resource.Reason.DATA_MISSING,
                dir.data() + " is gone with all its data: put it back from a backup, or remove " + dir.root()
                        + " to begin with an empty server");
    }
}
