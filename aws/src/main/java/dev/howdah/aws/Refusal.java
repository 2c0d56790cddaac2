package dev.howdah.aws;

import dev.howdah.resource.Reason;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sts.model.StsException;

/** What AWS answers when it does not do what was asked, in our words: its codes are stable, its messages are not told. */
final class Refusal {

    private static final Pattern ACTION = Pattern.compile("not authorized to perform: ([a-z-]+:[A-Za-z]+)");

    /** What the key that signed a request is said to be. */
    private static final Set<String> UNKNOWN_KEY = Set.of(
            "UnrecognizedClientException",
            "InvalidClientTokenId",
            "InvalidSignatureException",
            "SignatureDoesNotMatch",
            "IncompleteSignature",
            "MissingAuthenticationToken",
            "AuthFailure",
            "OptInRequired",
            "NotAuthorized");

    private Refusal() {}

    /** @param action such as {@code secretsmanager:CreateSecret} */
    static Trouble of(SdkException e, String action, String what, String where) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof Trouble trouble) {
                return trouble;
            }
            if (t instanceof AwsServiceException answered && answered.awsErrorDetails() != null) {
                return answered(answered, action, what, where);
            }
        }
        if (e instanceof ApiCallTimeoutException
                || e instanceof ApiCallAttemptTimeoutException
                || e instanceof AbortedException) {
            return new Trouble(Reason.SINK_UNREACHABLE, where + " does not answer in time");
        }
        return network(e, where);
    }

    private static Trouble network(SdkException e, String where) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof SSLException) {
                return new Trouble(
                        Reason.SINK_UNREACHABLE,
                        where + " shows a certificate that Java does not trust, or speaks no TLS");
            }
            if (t instanceof UnknownHostException) {
                return new Trouble(Reason.SINK_UNREACHABLE, where + " does not answer: its name is not known");
            }
            if (t instanceof ConnectException) {
                return new Trouble(
                        Reason.SINK_UNREACHABLE,
                        where + " does not answer: nobody listens there, or a firewall is between");
            }
            if (t instanceof IOException) {
                return new Trouble(Reason.SINK_UNREACHABLE, where + " does not answer");
            }
        }
        return new Trouble(
                Reason.CREDENTIAL_UNREADABLE,
                "there is no AWS credential where the sink says: try aws sts get-caller-identity as the control plane's"
                        + " user " + System.getProperty("user.name") + ", with the same profile");
    }

    private static Trouble answered(AwsServiceException e, String action, String what, String where) {
        String code = String.valueOf(e.awsErrorDetails().errorCode());
        String asked = e instanceof StsException ? "sts:AssumeRole" : action;
        if (code.startsWith("AccessDenied")) {
            return denied(e, asked, what);
        }
        if (code.startsWith("ExpiredToken") || code.equals("RequestExpired")) {
            return new Trouble(Reason.SINK_DENIED, "the platform's AWS credential has expired");
        }
        if (UNKNOWN_KEY.contains(code)) {
            return new Trouble(
                    Reason.SINK_DENIED,
                    where + " does not accept the platform's AWS credential (" + code
                            + "): it is another account's, was" + " withdrawn, or this machine's clock is wrong");
        }
        if (e.isThrottlingException()) {
            return new Trouble(Reason.SINK_UNREACHABLE, where + " asks for fewer requests; trying again");
        }
        return switch (code) {
            case "ResourceNotFoundException",
                    "ResourceExistsException",
                    "InvalidRequestException",
                    "PreconditionNotMetException" ->
                new Trouble(
                        Reason.PROGRESSING,
                        what + " was changed by somebody else at the same moment (" + code + "); looking again");
            case "EncryptionFailure", "DecryptionFailure", "EncryptionFailureException", "DecryptionFailureException" ->
                new Trouble(
                        Reason.SINK_DENIED,
                        "the KMS key of " + what + " can't be used: the platform's credential needs kms:GenerateDataKey"
                                + " and kms:Decrypt on it");
            case "LimitExceededException" ->
                new Trouble(
                        Reason.SINK_NOT_ALLOWED,
                        where + " has a quota that is used up: of secrets, or of versions of " + what);
            case "InvalidParameterException", "ValidationException", "MalformedPolicyDocumentException" ->
                new Trouble(
                        Reason.SINK_NOT_ALLOWED,
                        where + " refuses " + action + " of " + what + " (" + code
                                + "): look at the sink's name, tags and" + " key");
            default ->
                new Trouble(
                        Reason.SINK_UNREACHABLE, where + " answers " + e.statusCode() + " " + code + " to " + asked);
        };
    }

    private static Trouble denied(AwsServiceException e, String asked, String what) {
        String message = String.valueOf(e.awsErrorDetails().errorMessage());
        Matcher named = ACTION.matcher(message);
        String missing = named.find() ? named.group(1) : message.contains("KMS") ? "kms:GenerateDataKey" : asked;
        return new Trouble(
                Reason.SINK_DENIED,
                "the platform's AWS credential lacks " + missing + " for " + what
                        + ": docs/sinks.md has the policy, under awsSecretsManager");
    }
}
