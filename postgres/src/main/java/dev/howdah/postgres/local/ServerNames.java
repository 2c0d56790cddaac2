package dev.howdah.postgres.local;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The names and addresses that a server's clients may check its certificate against. */
final class ServerNames {

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");
    private static final Set<String> EVERYWHERE = Set.of("*", "0.0.0.0", "::");

    private ServerNames() {}

    /** Loopback, this machine's name, and what the server listens on. */
    static Set<String> of(List<String> listen) {
        var names = new TreeSet<>(Set.of("localhost", "127.0.0.1", canonical("::1")));
        names.add(hostname());
        for (String address : listen) {
            if (isAddress(address) && !EVERYWHERE.contains(address)) {
                names.add(canonical(address));
            } else if (NAME.matcher(address.toLowerCase(Locale.ROOT)).matches()) {
                names.add(address.toLowerCase(Locale.ROOT));
            }
        }
        return names;
    }

    /** The alternative names of a certificate. */
    static Set<String> of(X509Certificate certificate) {
        var names = new TreeSet<String>();
        try {
            var all = certificate.getSubjectAlternativeNames();
            if (all != null) {
                all.forEach(entry -> names.add(String.valueOf(entry.get(1))));
            }
        } catch (CertificateParsingException e) {
            // counts as one without names, so it is made again
        }
        return names;
    }

    /** Where clients find the server: localhost, unless it listens further. */
    static String endpoint(List<String> listen) {
        for (String address : listen) {
            if (EVERYWHERE.contains(address)) {
                return hostname();
            }
            if (!isAddress(address) || !InetAddress.ofLiteral(address).isLoopbackAddress()) {
                return address;
            }
        }
        return "localhost";
    }

    static boolean isAddress(String text) {
        try {
            InetAddress.ofLiteral(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** This machine's name without asking any name server; {@code localhost} when it is no proper one. */
    private static String hostname() {
        String name = Disk.read(java.nio.file.Path.of("/proc/sys/kernel/hostname"))
                .orElse("")
                .strip()
                .toLowerCase(Locale.ROOT);
        return NAME.matcher(name).matches() ? name : "localhost";
    }

    private static String canonical(String address) {
        return InetAddress.ofLiteral(address).getHostAddress().replaceFirst("%.*", "");
    }
}
