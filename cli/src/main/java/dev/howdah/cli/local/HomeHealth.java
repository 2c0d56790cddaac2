package dev.howdah.cli.local;

import dev.howdah.cli.api.Home;
import dev.howdah.cli.api.Running;
import dev.howdah.cli.io.Age;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The machine and the home: port, disk, memory, who may read what. */
final class HomeHealth {

    private static final long LOW_DISK = 2_000_000_000L;
    private static final long NO_DISK = 200_000_000L;
    private static final long LOW_MEMORY = 1_000_000_000L;
    private static final Set<PosixFilePermission> OTHERS = PosixFilePermissions.fromString("---rwxrwx");
    private static final Pattern AVAILABLE = Pattern.compile("(?m)^MemAvailable:\\s+(\\d+) kB$");

    private final Home home;
    private final int port;

    HomeHealth(Home home, int port) {
        this.home = home;
        this.port = port;
    }

    List<Ailment> examine() {
        var all = new ArrayList<Ailment>();
        Optional<Running> running = home.running();
        all.add(running.map(r -> Ailment.ok("control plane", "runs at " + r.apiUrl() + ", pid " + r.pid()))
                .orElse(Ailment.warn("control plane", "does not run", "start it: howdah up")));
        all.add(port(running));
        all.add(disk());
        all.add(memory());
        all.addAll(modes());
        return all;
    }

    private Ailment port(Optional<Running> running) {
        if (running.isPresent()) {
            return Ailment.ok("API port", running.get().port() + " is the control plane's");
        }
        if (Ports.free(port)) {
            return Ailment.ok("API port", port + " is free");
        }
        return Ailment.fail(
                "API port",
                port + " is taken" + Ports.owner(port).map(o -> " by " + o).orElse(""),
                "howdah up --port "
                        + Ports.freeBehind(port).map(String::valueOf).orElse("PORT"));
    }

    private Ailment disk() {
        Path place = home.path();
        while (!Files.exists(place) && place.getParent() != null) {
            place = place.getParent();
        }
        try {
            long free = Files.getFileStore(place).getUsableSpace();
            String message = Age.size(free) + " free at " + place;
            if (free < NO_DISK) {
                return Ailment.fail("disk", message, "make room: PostgreSQL stops when a disk is full");
            }
            return free < LOW_DISK
                    ? Ailment.warn("disk", message, "make room soon: an empty database takes 8 MB")
                    : Ailment.ok("disk", message);
        } catch (IOException e) {
            return Ailment.warn("disk", "can't be looked at: " + e.getMessage(), "look with df");
        }
    }

    private static Ailment memory() {
        try {
            var m = AVAILABLE.matcher(Files.readString(Path.of("/proc/meminfo")));
            if (m.find()) {
                long free = Long.parseLong(m.group(1)) * 1024;
                return free < LOW_MEMORY
                        ? Ailment.warn(
                                "memory", Age.size(free) + " available", "a gigabyte is comfortable: end something")
                        : Ailment.ok("memory", Age.size(free) + " available");
            }
        } catch (IOException e) {
            // no Linux
        }
        return Ailment.ok("memory", "not looked at on this system");
    }

    /** Secrets are for their owner alone. */
    private List<Ailment> modes() {
        var bad = new ArrayList<Ailment>();
        int seen = 0;
        for (Path file : List.of(home.path(), home.tokenFile(), home.key(), home.serverFile(), home.log())) {
            try {
                if (!Files.exists(file)) {
                    continue;
                }
                seen++;
                var open = Files.getPosixFilePermissions(file);
                if (open.stream().anyMatch(OTHERS::contains)) {
                    bad.add(Ailment.fail(
                            "file modes",
                            file + " is " + PosixFilePermissions.toString(open),
                            "chmod go-rwx " + dev.howdah.cli.io.Shell.quote(file.toString())));
                }
            } catch (IOException | UnsupportedOperationException e) {
                bad.add(Ailment.warn(
                        "file modes", file + " can't be looked at: " + e.getMessage(), "run as its owner"));
            }
        }
        if (home.written().isPresent() && !Files.exists(home.tokenFile())) {
            bad.add(Ailment.fail("file modes", home.tokenFile() + " is gone", "howdah up makes a new one"));
        }
        return bad.isEmpty()
                ? List.of(Ailment.ok(
                        "file modes",
                        seen == 0 ? "nothing at " + home + " yet" : "secrets in " + home + " are private"))
                : bad;
    }
}
