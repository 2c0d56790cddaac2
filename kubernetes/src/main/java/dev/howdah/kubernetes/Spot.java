package dev.howdah.kubernetes;

import dev.howdah.resource.Problem;
import dev.howdah.resource.SecretSink;
import dev.howdah.spi.Address;
import dev.howdah.spi.Parcel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a Secret is: {@code idp-dev/idp-dev-my-db-write}. */
record Spot(String namespace, String name) {

    private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";

    /** RFC 1123, as Kubernetes wants names of namespaces. */
    private static final Pattern NAMESPACE = Pattern.compile(LABEL);

    /** RFC 1123, as Kubernetes wants names of Secrets and service accounts. */
    private static final Pattern NAME = Pattern.compile(LABEL + "(\\." + LABEL + ")*");

    /** Keys of Secrets: {@code IsConfigMapKey} of Kubernetes. */
    private static final Pattern KEY = Pattern.compile("[-._a-zA-Z0-9]+");

    private static final int LONGEST_LABEL = 63;
    private static final int LONGEST = 253;

    static Spot of(Address address) {
        String place = address.place();
        int slash = place.indexOf('/');
        return new Spot(place.substring(0, slash), place.substring(slash + 1));
    }

    static Spot of(SecretSink.@Nullable KubernetesSettings settings, Parcel parcel) {
        String name = parcel.wish().name();
        String rule = settings == null || settings.secretName() == null ? "{role}" : settings.secretName();
        String namespace = parcel.wish().namespace();
        return new Spot(namespace == null ? parcel.namespace() : namespace, name == null ? parcel.fill(rule) : name);
    }

    /** What Kubernetes would say of a delivery. */
    static List<Problem> problems(SecretSink.@Nullable KubernetesSettings settings, Parcel parcel) {
        List<Problem> problems = new ArrayList<>();
        Spot spot = of(settings, parcel);
        boolean foreign = settings != null && Boolean.TRUE.equals(settings.foreignNamespaces());
        if (!spot.namespace().equals(parcel.namespace()) && !foreign) {
            problems.add(new Problem(
                    "namespace",
                    "'" + spot.namespace() + "' is not the order's own namespace, and this sink allows no other"));
        }
        if (!fits(NAMESPACE, spot.namespace(), LONGEST_LABEL)) {
            problems.add(new Problem("namespace", "'" + spot.namespace() + "' is no name of a Kubernetes namespace"));
        }
        if (!fits(NAME, spot.name(), LONGEST)) {
            problems.add(new Problem(
                    "name",
                    "'" + spot.name() + "' is no name of a Kubernetes Secret: write lower-case letters, digits, '-'"
                            + " and '.', 253 at most"));
        }
        String account = parcel.wish().serviceAccount();
        if (account != null && !fits(NAME, account, LONGEST)) {
            problems.add(new Problem("serviceAccount", "'" + account + "' is no name of a service account"));
        }
        if (parcel.wish().path() != null) {
            problems.add(new Problem("path", "is for files: in a Kubernetes cluster write name"));
        }
        return problems;
    }

    /** The first key that no Secret can have. */
    static Optional<String> badKey(Iterable<String> keys) {
        for (String key : keys) {
            if (!isKey(key)) {
                return Optional.of(noKey(key));
            }
        }
        return Optional.empty();
    }

    private static boolean isKey(String key) {
        return fits(KEY, key, LONGEST) && !key.startsWith("..") && !key.equals(".");
    }

    private static String noKey(String key) {
        return "'" + key + "' is no key of a Kubernetes Secret: write letters, digits, '-', '_' and '.'";
    }

    private static boolean fits(Pattern pattern, String text, int longest) {
        return text.length() <= longest && pattern.matcher(text).matches();
    }

    String text() {
        return namespace + "/" + name;
    }
}
