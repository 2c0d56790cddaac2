package dev.howdah.resource;

import dev.howdah.resource.bind.Findings;
import dev.howdah.resource.yaml.Shown;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What holds between the fields of a cluster that somebody else runs, and which settings belong to which provider. */
final class ExistingRules {

    private static final Pattern NAME = Pattern.compile("[0-9A-Za-z]([0-9A-Za-z._-]{0,251}[0-9A-Za-z])?");
    private static final Set<String> UNSAFE = Set.of("disable", "prefer");

    private ExistingRules() {}

    static void check(Cluster.Spec spec, Findings findings) {
        boolean existing = spec.provider().equals("existing");
        if (spec.existing() == null) {
            if (existing) {
                findings.add("spec.existing", "is missing: provider existing needs host and credential");
            }
        } else if (!existing) {
            findings.add("spec.existing", "belongs to provider existing, and the provider is " + spec.provider());
        } else {
            server(spec.existing(), findings);
        }
        if (existing && spec.local() != null) {
            findings.add("spec.local", "belongs to provider local, and the provider is existing");
        }
        if (existing && !spec.networks().isEmpty()) {
            findings.add("spec.networks", "can't be enforced on a server that Howdah does not run: leave it out");
        }
    }

    private static void server(Existing server, Findings findings) {
        String at = "spec.existing.";
        if ((server.host() == null) == server.hosts().isEmpty()) {
            findings.add(
                    at + "host",
                    server.host() == null
                            ? "is missing: write the writer's name, or several under hosts"
                            : "and hosts are both there: leave one out");
        }
        host(server.host(), at + "host", findings);
        for (int i = 0; i < server.hosts().size(); i++) {
            host(server.hosts().get(i), at + "hosts[" + i + "]", findings);
        }
        host(server.readerHost(), at + "readerHost", findings);
        identifier(server.database(), at + "database", findings);
        path(server.caFile(), at + "caFile", findings);
        login(server.credential(), at + "credential", findings);
        if (UNSAFE.contains(server.sslmodeOrDefault())
                && !Stream.concat(server.candidates().stream(), Stream.ofNullable(server.readerHost()))
                        .allMatch(ExistingRules::loopback)) {
            findings.add(
                    at + "sslmode",
                    server.sslmodeOrDefault() + " lets anybody on the way read and change what is said: write"
                            + " verify-full with caFile, or at the least require; only a server on loopback may"
                            + " do without");
        }
    }

    private static void login(Existing.AdminLogin login, String at, Findings findings) {
        identifier(login.username(), at + ".username", findings);
        if ((login.passwordFile() == null) == (login.passwordEnv() == null)) {
            findings.add(
                    at,
                    login.passwordFile() == null
                            ? "says not where the password is: write passwordFile or passwordEnv"
                            : "has passwordFile and passwordEnv: leave one out");
        }
        path(login.passwordFile(), at + ".passwordFile", findings);
        if (login.passwordEnv() != null && login.passwordEnv().startsWith("HOWDAH_")) {
            findings.add(at + ".passwordEnv", "variables that begin with HOWDAH_ are the control plane's own");
        }
    }

    private static void host(@Nullable String host, String path, Findings findings) {
        if (host != null && !NAME.matcher(host).matches() && address(host).isEmpty()) {
            findings.add(path, Shown.quoted(host) + " is no host: write a name or an IP address, without a port");
        }
    }

    private static void identifier(String name, String path, Findings findings) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > PgNames.MAX_BYTES || name.chars().anyMatch(c -> c < ' ')) {
            findings.add(path, Shown.quoted(name) + " can't be a name in PostgreSQL");
        }
    }

    private static void path(@Nullable String file, String path, Findings findings) {
        if (file != null && (!file.startsWith("/") || file.indexOf('\0') >= 0)) {
            findings.add(path, Shown.quoted(file) + " is no absolute path");
        }
    }

    static boolean loopback(String host) {
        return host.equals("localhost")
                || address(host).stream()
                        .anyMatch(ip ->
                                ip.address().startsWith("127.") || ip.address().equals("::1"));
    }

    private static List<Cidr> address(String host) {
        try {
            return host.contains("/") ? List.of() : List.of(Cidr.parse(host));
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }
}
