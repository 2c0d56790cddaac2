package dev.howdah.resource;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.howdah.resource.bind.Field;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A place where credentials are written, for applications to read. */
public record SecretSink(String apiVersion, Kind kind, Metadata metadata, Spec spec, Status status)
        implements Resource {

    /**
     * What a platform team says of a sink. Secrets are named here, never written.
     *
     * @param type which of the four fields below holds the settings
     * @param namespaces those whose orders may use it, {@code *} for any letters; left out: all
     * @param checkEvery how often what was delivered is looked for and repaired; left out: 15m
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Spec(
            @Field(
                    value = "of what sort it is",
                    oneOf = {"file", "kubernetes", "awsSecretsManager", "vault"})
            String type,

            @Field(value = "whose orders may use it, * for any letters; left out: all", most = 1000)
            List<String> namespaces,

            @Field("how often what was delivered is looked for and repaired; left out: 15m") @Nullable
            TimeSpan checkEvery,

            @Field("settings of type file") @Nullable FileSettings file,

            @Field("settings of type kubernetes") @Nullable KubernetesSettings kubernetes,

            @Field("settings of type awsSecretsManager") @Nullable
            AwsSettings awsSecretsManager,

            @Field("settings of type vault") @Nullable VaultSettings vault) {

        public Spec {
            namespaces = List.copyOf(namespaces);
        }
    }

    /**
     * Files on the control plane's machine.
     *
     * @param directory absolute; left out: {@code out} in the control plane's home
     * @param owner user that the files belong to; left out: the control plane's own. Needs root
     * @param group likewise
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record FileSettings(
            @Field("absolute path below which files are written; left out: $HOWDAH_HOME/out") @Nullable
            String directory,

            @Field("user that files belong to; left out: the control plane's own") @Nullable
            String owner,

            @Field("group that files belong to") @Nullable String group) {}

    /**
     * Secrets of a Kubernetes cluster.
     *
     * @param kubeconfig absolute path; left out: the service account of the control plane's own pod
     * @param context of the kubeconfig; left out: its current one
     * @param secretName with {@code {namespace}}, {@code {name}}, {@code {role}} (its name in PostgreSQL) and {@code {access}} (admin, write, read); left out:
     *     {@code {role}}
     * @param foreignNamespaces whether a delivery may name another namespace than its order's; left out: false
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record KubernetesSettings(
            @Field("absolute path; left out: the service account of the control plane's pod") @Nullable
            String kubeconfig,

            @Field("of the kubeconfig; left out: its current one") @Nullable
            String context,

            @Field("{namespace}, {name}, {role}, {access} stand for the order's; left out: {role}") @Nullable
            String secretName,

            @Field("whether a delivery may name another namespace than its order's; left out: false") @Nullable
            Boolean foreignNamespaces) {}

    /**
     * AWS Secrets Manager.
     *
     * @param region such as {@code eu-west-1}
     * @param endpoint another one than AWS's own, such as a VPC endpoint's
     * @param credential left out: the AWS SDK's default chain
     * @param secretName with {@code {namespace}}, {@code {name}}, {@code {role}} (its name in PostgreSQL) and {@code {access}} (admin, write, read); left out:
     *     {@code customer/{namespace}/{role}}
     * @param kmsKey id, ARN or alias; left out: {@code aws/secretsmanager}
     * @param recoveryDays how long a removed secret can be brought back: 7 to 30, or 0 for not at all; left out: 7
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record AwsSettings(
            @Field("such as eu-west-1") String region,

            @Field("another one than AWS's own") @Nullable String endpoint,

            @Field("left out: the AWS SDK's default chain") @Nullable
            AwsCredential credential,

            @Field("{namespace}, {name}, {role}, {access} stand for the order's; left out: customer/{namespace}/{role}")
            @Nullable
            String secretName,

            @Field("id, ARN or alias; left out: aws/secretsmanager") @Nullable
            String kmsKey,

            @Field("of every secret") Map<String, String> tags,

            @Field("of every secret") @Nullable String description,

            @Field(value = "how long a removed secret can be brought back; left out: 7", min = 0, max = 30) @Nullable
            Integer recoveryDays) {

        public AwsSettings {
            tags = Collections.unmodifiableMap(new TreeMap<>(tags));
        }
    }

    /**
     * Where the platform's own AWS credential is.
     *
     * @param profile of the AWS configuration files
     * @param accessKeyIdEnv variable of the control plane's environment
     * @param secretAccessKeyEnv likewise
     * @param roleArn a role to assume with it
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record AwsCredential(
            @Field("of the AWS configuration files") @Nullable
            String profile,

            @Field("variable that holds the access key's id") @Nullable
            String accessKeyIdEnv,

            @Field("variable that holds the secret access key") @Nullable
            String secretAccessKeyEnv,

            @Field("a role to assume with it") @Nullable String roleArn) {}

    /**
     * HashiCorp Vault's or OpenBao's KV.
     *
     * @param address such as {@code https://vault.example.org:8200}
     * @param caFile absolute path of the CA's PEM; left out: the CAs that Java trusts
     * @param mount of the KV engine; left out: {@code secret}
     * @param version of the KV engine, 1 or 2; left out: 2
     * @param path with {@code {namespace}}, {@code {name}}, {@code {role}} (its name in PostgreSQL) and {@code {access}} (admin, write, read); left out:
     *     {@code howdah/{namespace}/{role}}
     * @param vaultNamespace of Vault Enterprise and OpenBao
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record VaultSettings(
            @Field("such as https://vault.example.org:8200") String address,

            @Field("PEM of the CA; left out: the CAs that Java trusts") @Nullable
            String caFile,

            @Field("of the KV engine; left out: secret") @Nullable
            String mount,

            @Field(value = "of the KV engine; left out: 2", min = 1, max = 2) @Nullable
            Integer version,

            @Field("{namespace}, {name}, {role}, {access} stand for the order's; left out: howdah/{namespace}/{role}")
            @Nullable
            String path,

            @Field("of Vault Enterprise and OpenBao") @Nullable
            String vaultNamespace,

            @Field("how the control plane logs in") VaultAuth auth) {}

    /**
     * How the control plane logs into Vault; secrets are read from files or variables at every login.
     *
     * @param method one of four
     * @param mount of the auth method; left out: {@code approle}, {@code kubernetes}, {@code jwt}
     * @param role of methods kubernetes and jwt
     * @param roleId of method approle
     * @param secretFile the token, the AppRole's secret id, or the JWT; left out for kubernetes: the pod's own token
     * @param secretEnv likewise, a variable
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record VaultAuth(
            @Field(
                    value = "how",
                    oneOf = {"token", "appRole", "kubernetes", "jwt"})
            String method,

            @Field("of the auth method; left out: approle, kubernetes or jwt") @Nullable
            String mount,

            @Field("of methods kubernetes and jwt") @Nullable
            String role,

            @Field("of method appRole") @Nullable String roleId,

            @Field("absolute path: the token, the AppRole's secret id, or the JWT") @Nullable
            String secretFile,

            @Field("the same in a variable of the control plane's environment") @Nullable
            String secretEnv) {}

    /** How AWS Secrets Manager's secrets are named unless a sink says otherwise (seed 001). */
    public static final String AWS_NAME = "customer/{namespace}/{role}";

    public SecretSink(Metadata metadata, Spec spec, Status status) {
        this(API_VERSION, Kind.SECRET_SINK, metadata, spec, status);
    }

    /** Files below the control plane's {@code out} directory: there without being registered. */
    public static SecretSink files() {
        return new SecretSink(
                Metadata.of(null, Deliver.FILE), new Spec("file", List.of(), null, null, null, null, null), Status.NEW);
    }

    @Override
    public SecretSink with(Metadata other) {
        return new SecretSink(other, spec, status);
    }

    /** Whether orders of a namespace may use it. */
    public boolean serves(String namespace) {
        return spec.namespaces().isEmpty() || spec.namespaces().stream().anyMatch(p -> Sharing.matches(p, namespace));
    }

    public Duration checkEvery() {
        return spec.checkEvery() == null
                ? Duration.ofMinutes(15)
                : spec.checkEvery().duration();
    }
}
