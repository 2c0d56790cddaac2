package dev.howdah.plan;

import dev.howdah.resource.Cluster;
import dev.howdah.resource.Extension;
import dev.howdah.resource.Reason;
import dev.howdah.resource.bind.Suggestion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Why an extension can't be had. Trusted ones are everybody's unless the cluster denies them; others are for those
 * clusters whose platform team allows them.
 *
 * @param hint what several refusals need to say only once; may be empty
 */
record ExtensionRefusal(Reason reason, String message, String hint) {

    private ExtensionRefusal(Reason reason, String message) {
        this(reason, message, "");
    }

    static Optional<ExtensionRefusal> of(
            Wanted wanted, ExtensionWish wish, Map<String, Observed.AvailableExtension> available, boolean installed) {
        Observed.AvailableExtension there = available.get(wish.name());
        if (there == null) {
            return installed ? Optional.empty() : Optional.of(unknown(wanted, wish, available));
        }
        if (!allowed(wanted.cluster().extensionRules(), wish.name(), there)) {
            return Optional.of(new ExtensionRefusal(
                    Reason.EXTENSION_NOT_ALLOWED,
                    named(wish) + " is not allowed on cluster "
                            + wanted.cluster().metadata().name() + ".",
                    offer(wanted, available)));
        }
        Extension asked = wish.extension();
        if (asked.version() != null && !there.versions().contains(asked.version())) {
            return Optional.of(version(wish, asked.version(), there.versions()));
        }
        if (asked.schema() != null
                && there.schema().isPresent()
                && !there.schema().get().equals(asked.schema())) {
            return Optional.of(new ExtensionRefusal(
                    Reason.EXTENSION_UNAVAILABLE,
                    named(wish) + " can only be in schema " + there.schema().get() + ": leave its `schema` out."));
        }
        return Optional.empty();
    }

    static boolean allowed(Cluster.ExtensionRules rules, String name, Observed.AvailableExtension there) {
        return !rules.denied().contains(name)
                && (there.trusted() || rules.allowed().contains(name));
    }

    static ExtensionRefusal version(ExtensionWish wish, String asked, Set<String> versions) {
        return new ExtensionRefusal(
                Reason.EXTENSION_UNAVAILABLE,
                named(wish) + " is not to be had in version " + asked + ". Versions: "
                        + String.join(", ", new TreeSet<>(versions)) + ".");
    }

    static ExtensionRefusal unsafe(ExtensionWish wish, String schema, String owner) {
        return new ExtensionRefusal(
                Reason.EXTENSION_UNSAFE,
                named(wish) + " runs with the platform's rights, so it goes only into a schema of the platform's own;"
                        + " schema " + schema + " belongs to " + owner
                        + ". Order it with a `schema` that does not exist yet.");
    }

    static ExtensionRefusal system(ExtensionWish wish, String schema) {
        return new ExtensionRefusal(
                Reason.EXTENSION_UNSAFE,
                named(wish) + " can't go into PostgreSQL's own schema " + schema + ": order it with another `schema`.");
    }

    static ExtensionRefusal immovable(ExtensionWish wish, String from, String to) {
        return new ExtensionRefusal(
                Reason.EXTENSION_UNAVAILABLE,
                named(wish) + " is in schema " + from + " and can't be moved to " + to
                        + ": leave its `schema` as it was, or take it out of the order, apply, and order it anew.");
    }

    static ExtensionRefusal inUse(ExtensionWish wish, List<String> users) {
        return new ExtensionRefusal(
                Reason.EXTENSION_IN_USE,
                named(wish) + " is no longer ordered, but " + String.join(", ", users)
                        + " in the database requires it: drop that, or order it again.");
    }

    private static ExtensionRefusal unknown(
            Wanted wanted, ExtensionWish wish, Map<String, Observed.AvailableExtension> available) {
        String near = Suggestion.nearest(wish.name(), offered(wanted, available))
                .map(n -> " Did you mean " + n + "?")
                .orElse("");
        return new ExtensionRefusal(
                Reason.EXTENSION_UNAVAILABLE,
                named(wish) + " does not exist on cluster "
                        + wanted.cluster().metadata().name() + "." + near,
                offer(wanted, available));
    }

    private static List<String> offered(Wanted wanted, Map<String, Observed.AvailableExtension> available) {
        return available.entrySet().stream()
                .filter(e -> allowed(wanted.cluster().extensionRules(), e.getKey(), e.getValue()))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private static String offer(Wanted wanted, Map<String, Observed.AvailableExtension> available) {
        List<String> offered = offered(wanted, available);
        return "Cluster " + wanted.cluster().metadata().name() + " offers "
                + (offered.isEmpty() ? "no extensions." : String.join(", ", offered) + ".");
    }

    private static String named(ExtensionWish wish) {
        return "Extension " + wish.name() + (wish.ordered() ? "" : ", which " + wish.forOther() + " requires,");
    }
}
