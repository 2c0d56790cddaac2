package dev.howdah.postgres.local;

import dev.howdah.resource.Cidr;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Who may connect from where. The file has the same size however many databases there are, but for those with networks
 * of their own, since PostgreSQL reads it line by line at each connection.
 *
 * @param networks where tenants' logins may come from
 * @param own databases with networks of their own
 */
record Hba(List<Cidr> networks, Map<String, List<Cidr>> own) {

    static final String PLATFORM = "howdah";
    static final String LOGINS = "howdah_logins";
    static final String DUMPERS = "howdah_dumpers";

    private static final Pattern OWN_LINE =
            Pattern.compile("hostssl \"((?:[^\"]|\"\")+)\" \\+" + LOGINS + " (\\S+) scram-sha-256");
    private static final Pattern CLUSTER_LINE = Pattern.compile("hostssl all \\+" + LOGINS + " (\\S+) scram-sha-256");

    Hba {
        networks = List.copyOf(networks);
        own = java.util.Collections.unmodifiableMap(new TreeMap<>(own));
    }

    /** What a file of ours says. Lines that are not ours are not kept. */
    static Hba parse(String text) {
        var networks = new ArrayList<Cidr>();
        var own = new TreeMap<String, List<Cidr>>();
        for (String line : text.split("\n")) {
            var cluster = CLUSTER_LINE.matcher(line);
            var database = OWN_LINE.matcher(line);
            if (cluster.matches()) {
                networks.add(Cidr.parse(cluster.group(1)));
            } else if (database.matches()) {
                own.computeIfAbsent(database.group(1).replace("\"\"", "\""), k -> new ArrayList<>())
                        .add(Cidr.parse(database.group(2)));
            }
        }
        return new Hba(networks, own);
    }

    /** With a database's own networks; an empty list: the cluster's. */
    Hba with(String database, List<Cidr> its) {
        var map = new TreeMap<>(own);
        if (its.isEmpty()) {
            map.remove(database);
        } else {
            map.put(database, List.copyOf(its));
        }
        return new Hba(networks, map);
    }

    /** The file. The first line that matches a connection decides, and there is none for a connection without TLS. */
    String text() {
        var out = new StringBuilder("""
                # Written by Howdah: changes made here are lost.
                local all howdah peer map=howdah
                hostssl all howdah 127.0.0.1/32 scram-sha-256
                hostssl all howdah ::1/128 scram-sha-256
                hostssl all +howdah_dumpers 127.0.0.1/32 scram-sha-256
                hostssl all +howdah_dumpers ::1/128 scram-sha-256
                """);
        own.forEach((database, its) -> {
            for (Cidr network : its) {
                out.append(line(quoted(database), network));
            }
            out.append("host ").append(quoted(database)).append(" all all reject\n");
        });
        for (Cidr network : networks) {
            out.append(line("all", network));
        }
        return out.toString();
    }

    private static String line(String database, Cidr network) {
        return "hostssl " + database + " +" + LOGINS + " " + network + " scram-sha-256\n";
    }

    /**
     * Quotes take the special meaning from {@code all}, {@code replication}, {@code @file}; nothing takes it from a
     * slash in front (a regular expression from PostgreSQL 16 on) or lets a name span lines.
     */
    private static String quoted(String database) {
        if (database.isEmpty() || database.startsWith("/") || database.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw new IllegalArgumentException("pg_hba.conf can't name database '" + database + "'");
        }
        return "\"" + database.replace("\"", "\"\"") + "\"";
    }
}
