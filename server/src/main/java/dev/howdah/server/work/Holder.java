package dev.howdah.server.work;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * A control plane as the queue knows it, by machine, process and start. Another one on the same machine can tell at
 * once whether it is gone, instead of waiting for its heartbeats to run out.
 *
 * @param machine host name and process id space, as a number
 * @param started of the process, in milliseconds
 */
record Holder(String machine, long pid, long started) {

    static Holder me() {
        ProcessHandle me = ProcessHandle.current();
        return new Holder(thisMachine(), me.pid(), startOf(me));
    }

    private static String thisMachine() {
        String ids;
        try {
            // Containers that share a host name have process ids of their own.
            ids = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
        } catch (IOException e) {
            ids = "";
        }
        return Integer.toHexString((hostName() + ids).hashCode());
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    private static long startOf(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    /** Whether the holder of this name ran on this machine and runs no longer. */
    boolean outlived(String name) {
        String[] parts = name.split(":", -1);
        if (parts.length != 3 || !parts[0].equals(machine)) {
            return false;
        }
        return ProcessHandle.of(Long.parseLong(parts[1]))
                .filter(ProcessHandle::isAlive)
                .filter(p -> startOf(p) == Long.parseLong(parts[2]))
                .isEmpty();
    }

    /** At most 50 letters: db-scheduler cuts there. */
    @Override
    public String toString() {
        return machine + ":" + pid + ":" + started;
    }
}
