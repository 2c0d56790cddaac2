package dev.howdah.aws;

import dev.howdah.resource.Problem;
import dev.howdah.resource.SecretSink;
import dev.howdah.spi.Parcel;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What a secret is called: by the sink's rule, or as the order says within that rule. */
final class SecretName {

    /** CreateSecret of the Secrets Manager API reference. */
    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9/_+=.@-]{1,512}");

    private static final String NAMESPACE = "{namespace}";

    private SecretName() {}

    static String of(SecretSink.AwsSettings settings, Parcel parcel) {
        String name = parcel.wish().name();
        return name == null ? parcel.fill(rule(settings)) : name;
    }

    static List<Problem> problems(SecretSink.AwsSettings settings, Parcel parcel) {
        List<Problem> problems = new ArrayList<>();
        String name = of(settings, parcel);
        String room = room(settings, parcel);
        if (!ALLOWED.matcher(name).matches()) {
            problems.add(new Problem(
                    "name",
                    "'" + name + "' is no name of a secret in AWS: write letters, digits and /_+=.@-, 512 at most"));
        } else if (!name.startsWith(room)) {
            problems.add(new Problem(
                    "name",
                    "'" + name + "' is not the namespace's own: names of its secrets begin with '" + room + "'"));
        }
        if (parcel.wish().path() != null) {
            problems.add(new Problem("path", "is for files: in AWS Secrets Manager write name"));
        }
        if (parcel.wish().namespace() != null) {
            problems.add(new Problem("namespace", "is for Kubernetes"));
        }
        if (parcel.wish().serviceAccount() != null) {
            problems.add(new Problem(
                    "serviceAccount", "is for Kubernetes: who may read a secret in AWS is for IAM policies to say"));
        }
        return problems;
    }

    /**
     * With what the names of a namespace begin, as far as the sink's rule says: a tenant that could choose another's name
     * could have that one's application log into a database of its own.
     */
    private static String room(SecretSink.AwsSettings settings, Parcel parcel) {
        String rule = rule(settings);
        int at = rule.indexOf(NAMESPACE);
        if (at < 0) {
            return "";
        }
        int end = rule.indexOf('{', at + 1);
        return parcel.fill(end < 0 ? rule : rule.substring(0, end));
    }

    /** One that no order has, to ask for. */
    static String probe(SecretSink.AwsSettings settings, String namespace) {
        return rule(settings)
                .replace(NAMESPACE, namespace)
                .replace("{name}", "howdah-check")
                .replace("{role}", "howdah-check")
                .replace("{access}", "none");
    }

    private static String rule(SecretSink.AwsSettings settings) {
        return settings.secretName() == null ? SecretSink.AWS_NAME : settings.secretName();
    }
}
