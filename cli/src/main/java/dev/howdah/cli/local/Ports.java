package dev.howdah.cli.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** TCP ports of this machine. */
public final class Ports {

    private static final String LISTENING = "0A";

    private Ports() {}

    public static boolean free(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The first free port behind one that is taken. */
    public static Optional<Integer> freeBehind(int port) {
        for (int p = port + 1; p < Math.min(port + 100, 65_536); p++) {
            if (free(p)) {
                return Optional.of(p);
            }
        }
        return Optional.empty();
    }

    /** Who listens on a port, as far as this user may see: {@code java (pid 4711)}. Linux only. */
    public static Optional<String> owner(int port) {
        try {
            Set<String> sockets = new HashSet<>();
            for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
                if (Files.exists(Path.of(table))) {
                    Files.readAllLines(Path.of(table))
                            .forEach(l -> socket(l, port).ifPresent(sockets::add));
                }
            }
            if (sockets.isEmpty()) {
                return Optional.empty();
            }
            try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
                return processes
                        .filter(p -> p.getFileName().toString().matches("\\d+"))
                        .filter(p -> holds(p, sockets))
                        .findFirst()
                        .map(Ports::described);
            }
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** See proc(5): local address, state and inode are columns 1, 3 and 9. */
    private static Optional<String> socket(String line, int port) {
        String[] columns = line.strip().split("\\s+");
        String end = ":" + String.format(Locale.ROOT, "%04X", port);
        return columns.length > 9 && columns[1].endsWith(end) && columns[3].equals(LISTENING)
                ? Optional.of("socket:[" + columns[9] + "]")
                : Optional.empty();
    }

    private static boolean holds(Path process, Set<String> sockets) {
        try (Stream<Path> files = Files.list(process.resolve("fd"))) {
            return files.anyMatch(f -> sockets.contains(link(f)));
        } catch (IOException e) {
            return false;
        }
    }

    private static String link(Path file) {
        try {
            return Files.readSymbolicLink(file).toString();
        } catch (IOException e) {
            return "";
        }
    }

    private static String described(Path process) {
        try {
            return Files.readString(process.resolve("comm")).strip() + " (pid " + process.getFileName() + ")";
        } catch (IOException e) {
            return "pid " + process.getFileName();
        }
    }
}
