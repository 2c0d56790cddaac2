package dev.howdah.kubernetes;

import dev.howdah.resource.Reason;
import dev.howdah.spi.Trouble;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;

/**
 * What an API server answers when it does not do what was asked, in our words. Its own message is told only where
 * Kubernetes itself writes it: a webhook's may hold what was sent.
 */
final class Refusal {

    /** As Kubernetes' authorizer words it. */
    private static final Pattern FORBIDDEN = Pattern.compile(
            "User \"([^\"]+)\" cannot (\\w+) resource \"([^\"]+)\" in API group \"([^\"]*)\"(?: in the namespace \"([^\"]+)\")?");

    private static final Pattern QUOTA = Pattern.compile("exceeded quota: [^,]+");
    private static final String GRANT = ": grant it as docs/sinks.md says under kubernetes";

    private Refusal() {}

    static Trouble of(KubernetesClientException e, Ask ask, String server) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof Trouble trouble) {
                return trouble;
            }
        }
        return switch (e.getCode()) {
            case 0, -1 -> silent(e, server);
            case 401 ->
                new Trouble(
                        Reason.SINK_DENIED,
                        "the API server " + server + " does not accept the platform's credential: it has expired or"
                                + " is another cluster's");
            case 403 -> forbidden(e, ask);
            case 404 ->
                new Trouble(
                        Reason.SINK_NOT_FOUND,
                        "there is no namespace '" + ask.spot().namespace() + "' in the Kubernetes cluster: kubectl"
                                + " create namespace " + ask.spot().namespace() + "; the delivery waits for it");
            case 409 ->
                new Trouble(
                        Reason.PROGRESSING,
                        ask.spot().text() + " was changed by somebody else at the same moment; looking again");
            case 400, 413, 422 ->
                new Trouble(
                        Reason.SINK_NOT_ALLOWED,
                        "Kubernetes refuses " + ask.resource() + " "
                                + ask.spot().text() + fields(e));
            default ->
                new Trouble(
                        Reason.SINK_UNREACHABLE,
                        "the API server " + server + " answers " + e.getCode() + " to " + ask.text());
        };
    }

    private static Trouble silent(KubernetesClientException e, String server) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof SSLException) {
                return new Trouble(
                        Reason.SINK_UNREACHABLE,
                        "the API server " + server + " shows a certificate that the kubeconfig's CA did not sign, or"
                                + " speaks no TLS");
            }
        }
        return new Trouble(Reason.SINK_UNREACHABLE, "the API server " + server + " does not answer" + why(e));
    }

    private static String why(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof UnknownHostException) {
                return ": its name is not known";
            }
            if (t instanceof ConnectException) {
                return ": nobody listens there, or a firewall is between";
            }
        }
        return thrown.getCause() instanceof IOException ? "" : " in time";
    }

    private static Trouble forbidden(KubernetesClientException e, Ask ask) {
        String message = message(e);
        if (causes(e).stream().anyMatch(c -> "NamespaceTerminating".equals(c.getReason()))) {
            return new Trouble(
                    Reason.SINK_NOT_FOUND,
                    "namespace '" + ask.spot().namespace()
                            + "' is being deleted from the Kubernetes cluster; the delivery waits until it is there"
                            + " again");
        }
        Matcher missing = FORBIDDEN.matcher(message);
        if (message.contains("attempting to grant RBAC permissions not currently held")) {
            return new Trouble(
                    Reason.SINK_DENIED,
                    "the platform's credential may not let a service account read "
                            + ask.spot().text() + ": it can only hand on what it holds, get and watch secrets" + GRANT);
        }
        if (missing.find()) {
            String group = missing.group(4);
            return new Trouble(
                    Reason.SINK_DENIED,
                    missing.group(1) + " may not " + missing.group(2) + " " + missing.group(3)
                            + (group.isEmpty() ? "" : "." + group)
                            + (missing.group(5) == null ? " in any namespace" : " in namespace " + missing.group(5))
                            + GRANT);
        }
        Matcher quota = QUOTA.matcher(message);
        if (quota.find()) {
            return new Trouble(
                    Reason.SINK_NOT_ALLOWED,
                    "namespace '" + ask.spot().namespace() + "' has an " + quota.group() + ": it holds no more "
                            + ask.resource());
        }
        if (message.contains("admission webhook")) {
            return new Trouble(
                    Reason.SINK_NOT_ALLOWED,
                    "an admission webhook of the cluster refuses to " + ask.text() + ": its log says why");
        }
        return new Trouble(Reason.SINK_DENIED, "the platform's credential may not " + ask.text() + GRANT);
    }

    /** Managers whose fields stood in the way of applying; empty: it was something else. */
    static List<String> managers(KubernetesClientException e) {
        Pattern who = Pattern.compile("conflict with \"([^\"]+)\"");
        return causes(e).stream()
                .filter(c -> "FieldManagerConflict".equals(c.getReason()))
                .map(c -> who.matcher(String.valueOf(c.getMessage())))
                .filter(Matcher::find)
                .map(m -> m.group(1))
                .distinct()
                .toList();
    }

    private static String fields(KubernetesClientException e) {
        String fields = causes(e).stream()
                .map(StatusCause::getField)
                .filter(Objects::nonNull)
                .distinct()
                .collect(Collectors.joining(", "));
        return fields.isEmpty() ? "" : " because of " + fields;
    }

    private static List<StatusCause> causes(KubernetesClientException e) {
        Status status = e.getStatus();
        return status == null
                        || status.getDetails() == null
                        || status.getDetails().getCauses() == null
                ? List.of()
                : status.getDetails().getCauses();
    }

    private static String message(KubernetesClientException e) {
        Status status = e.getStatus();
        return status == null || status.getMessage() == null ? "" : status.getMessage();
    }
}
