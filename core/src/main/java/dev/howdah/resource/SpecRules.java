package dev.howdah.resource;

import dev.howdah.resource.bind.Findings;
import dev.howdah.resource.yaml.Shown;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What holds between the fields of a spec, and of values that an annotation can't describe. */
final class SpecRules {

    /** PostgreSQL keeps timeouts as milliseconds in a signed 32-bit number. */
    private static final long LONGEST_TIMEOUT = Integer.MAX_VALUE;

    /** PostgreSQL keeps temp_file_limit as KiB in a signed 32-bit number. */
    private static final long MOST_TEMP_FILES = Integer.MAX_VALUE * 1024L;

    /** Programs need time to read what was delivered. */
    private static final long SHORTEST_ROTATION = 3600L * 1000;

    private static final long LONGEST_RETENTION = 3650L * 24 * 3600 * 1000;

    private SpecRules() {}

    static void check(Record spec, Findings findings) {
        switch (spec) {
            case Database.Spec s -> database(s, findings);
            case Cluster.Spec s -> cluster(s, findings);
            case SecretSink.Spec s -> SinkRules.check(s, findings);
            case Link.Spec s -> link(s, findings);
            case Namespace.Spec s -> {
                rotation(s.rotation(), findings);
                BackupRules.retention(s.retention(), "spec.retention", findings);
            }
            default -> {}
        }
    }

    private static void database(Database.Spec spec, Findings findings) {
        NameRules.form(spec.cluster(), PgNames.MAX_BYTES, "spec.cluster", findings);
        limits(spec.limits(), "spec.limits", findings);
        twice(spec.extensions(), Extension::name, "spec.extensions", findings);
        if (spec.access() != null) {
            twice(spec.access().networks(), Cidr::toString, "spec.access.networks", findings);
        }
        rotation(spec.rotation(), findings);
        DeliverRules.check(spec.deliver(), "spec.deliver", findings);
        sharing(spec.sharing(), findings);
        BackupRules.check(spec, findings);
        SeedRules.check(spec, findings);
    }

    private static void sharing(List<Sharing> sharing, Findings findings) {
        twice(sharing, Sharing::namespace, "spec.sharing", findings);
        for (int i = 0; i < sharing.size(); i++) {
            String path = "spec.sharing[" + i + "].roles";
            if (sharing.get(i).roles().isEmpty()) {
                findings.add(path, "is empty: write the roles that links may act as, such as [read]");
            }
            twice(sharing.get(i).roles(), Role::text, path, findings);
        }
    }

    /** Its login acts as one role, so there is one credential to deliver. */
    private static void link(Link.Spec spec, Findings findings) {
        NameRules.form(spec.database().namespace(), PgNames.MAX_BYTES, "spec.database.namespace", findings);
        NameRules.form(spec.database().name(), PgNames.MAX_BYTES, "spec.database.name", findings);
        List<Deliver> deliver = spec.deliver();
        for (int i = 0; i < deliver.size(); i++) {
            if (deliver.get(i).role() != spec.role()) {
                findings.add(
                        "spec.deliver[" + i + "].role",
                        "is " + deliver.get(i).role().text() + ", but the link acts as "
                                + spec.role().text() + " and has no other credential: write role: "
                                + spec.role().text());
            }
        }
        DeliverRules.check(deliver, "spec.deliver", findings);
    }

    private static void rotation(@Nullable TimeSpan rotation, Findings findings) {
        if (rotation != null && (rotation.millis() < SHORTEST_ROTATION || rotation.millis() > LONGEST_RETENTION)) {
            findings.add("spec.rotation", rotation + " is out of range: write 1h to 3650d");
        }
    }

    private static void cluster(Cluster.Spec spec, Findings findings) {
        limits(spec.defaults(), "spec.defaults", findings);
        twice(spec.networks(), Cidr::toString, "spec.networks", findings);
        TimeSpan retention = spec.trashRetention();
        if (retention != null && retention.millis() > LONGEST_RETENTION) {
            findings.add("spec.trashRetention", retention + " is more than 3650d");
        }
        ExistingRules.check(spec, findings);
        BackupRules.check(spec, findings);
        SeedRules.check(spec, findings);
        if (spec.local() != null) {
            listen(spec.local().listen(), findings);
        }
        if (spec.extensions() != null) {
            extensionRules(spec.extensions(), findings);
        }
    }

    private static void extensionRules(Cluster.ExtensionRules rules, Findings findings) {
        twice(rules.allowed(), Function.identity(), "spec.extensions.allowed", findings);
        twice(rules.denied(), Function.identity(), "spec.extensions.denied", findings);
        for (int i = 0; i < rules.denied().size(); i++) {
            if (rules.allowed().contains(rules.denied().get(i))) {
                findings.add(
                        "spec.extensions.denied[" + i + "]",
                        Shown.quoted(rules.denied().get(i)) + " is both allowed and denied");
            }
        }
    }

    private static void listen(List<String> addresses, Findings findings) {
        twice(addresses, Function.identity(), "spec.local.listen", findings);
        for (int i = 0; i < addresses.size(); i++) {
            if (!address(addresses.get(i))) {
                findings.add(
                        "spec.local.listen[" + i + "]",
                        Shown.quoted(addresses.get(i)) + " is no IP address: write 127.0.0.1, 0.0.0.0 or ::1");
            }
        }
    }

    private static boolean address(String text) {
        try {
            return !text.contains("/") && Cidr.parse(text).prefix() > 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void limits(@Nullable Limits limits, String path, Findings findings) {
        if (limits == null) {
            return;
        }
        ByteSize storage = limits.storage();
        if (storage != null && storage.bytes() == 0) {
            findings.add(path + ".storage", "0 leaves no room: write 20Gi, or leave it out");
        }
        timeout(limits.statementTimeout(), path + ".statementTimeout", findings);
        timeout(limits.idleInTransactionTimeout(), path + ".idleInTransactionTimeout", findings);
        ByteSize temp = limits.tempFiles();
        if (temp != null && (temp.bytes() < 1024 || temp.bytes() > MOST_TEMP_FILES)) {
            findings.add(path + ".tempFiles", temp + " is out of range: write 1Ki to 2Ti (less 1Ki)");
        }
    }

    private static void timeout(@Nullable TimeSpan timeout, String path, Findings findings) {
        if (timeout != null && (timeout.millis() < 1 || timeout.millis() > LONGEST_TIMEOUT)) {
            findings.add(path, timeout + " is out of range: write 1ms to 24d");
        }
    }

    private static <T> void twice(List<T> list, Function<T, String> name, String path, Findings findings) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < list.size(); i++) {
            String one = name.apply(list.get(i));
            if (!seen.add(one)) {
                findings.add(path + "[" + i + "]", Shown.quoted(one) + " is there twice");
            }
        }
    }
}
