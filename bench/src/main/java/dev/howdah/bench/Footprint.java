package dev.howdah.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/** What a process uses, as Linux counts it in /proc. */
record Footprint(long pid, double cpuSeconds, double residentMib) {

    /** POSIX fixes what userland sees at 100 ticks a second. */
    private static final double TICKS = 100;

    /** Of the control plane that gave this status. */
    static Footprint of(JsonNode status) throws IOException {
        long pid = status.path("pid").asLong();
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        // behind the name, which may hold anything
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        double cpu = (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS;
        long kib = Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(l -> l.startsWith("VmRSS:"))
                .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
        return new Footprint(pid, cpu, kib / 1024.0);
    }
}
