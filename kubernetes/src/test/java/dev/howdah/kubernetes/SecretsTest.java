package dev.howdah.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.howdah.resource.Deliver;
import dev.howdah.resource.Format;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Ref;
import dev.howdah.resource.SecretSink;
import dev.howdah.spi.Address;
import dev.howdah.spi.Contents;
import dev.howdah.spi.Parcel;
import dev.howdah.spi.SinkWriter;
import dev.howdah.spi.SinkWriter.Seen;
import dev.howdah.spi.Trouble;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is particular to Secrets, beside what every sink does. */
class SecretsTest {

    private static final Contents CONTENTS = Contents.of(Map.of("username", "u", "password", "p-one"));
    private static final Contents ROTATED = Contents.of(Map.of("username", "u", "password", "p-two"));

    @TempDir
    Path dir;

    private final SinkWriter writer = new KubernetesSink();
    private Seat seat;
    private SecretSink sink;

    @BeforeEach
    void start() {
        seat = new Seat(dir);
        sink = seat.sink();
    }

    @AfterEach
    void stop() {
        writer.close();
        seat.close();
    }

    @Test
    void aSecretSaysWhoseItIsAndByWhomItIsManaged() {
        Secret secret = delivered(wish(Format.IDP, null));

        assertThat(secret.getType()).isEqualTo("Opaque");
        assertThat(secret.getMetadata().getLabels())
                .containsEntry("app.kubernetes.io/managed-by", "howdah")
                .containsEntry("howdah.dev/namespace", "idp-dev")
                .containsEntry("howdah.dev/name", "my-db")
                .containsEntry("howdah.dev/role", "write")
                .containsKey("howdah.dev/delivery");
        assertThat(secret.getMetadata().getManagedFields())
                .extracting("manager", "operation")
                .containsExactly(tuple("howdah", "Update"));
    }

    @Test
    void aRewrittenSecretIsAppliedAndKeepsNoKeyOfOurs() {
        Address address = address(wish(Format.IDP, null));
        deliver(address, CONTENTS);
        edit("team", s -> s.addToData("extra", "ZXh0cmE="));

        deliver(address, Contents.of(Map.of("uri", "postgres://u:p@h/d")));

        Secret secret = get();
        assertThat(secret.getData()).containsOnlyKeys("uri", "extra");
        assertThat(secret.getMetadata().getManagedFields())
                .extracting("manager", "operation")
                .contains(tuple("howdah", "Apply"))
                .doesNotContain(tuple("howdah", "Update"));
        assertThat(look(address, Contents.of(Map.of("uri", "postgres://u:p@h/d")))
                        .same())
                .isTrue();
    }

    @Test
    void whatAPersonEditedIsSetRight() {
        Address address = address(wish(Format.IDP, null));
        deliver(address, CONTENTS);
        edit("kubectl-edit", s -> s.addToData("password", "ZWRpdGVk"));

        assertThat(look(address, CONTENTS).same()).isFalse();
        deliver(address, CONTENTS);

        assertThat(look(address, CONTENTS).same()).isTrue();
    }

    @Test
    void anotherProgramThatAppliesOurKeysIsNamedAndNotFought() {
        Address address = address(wish(Format.IDP, null));
        deliver(address, CONTENTS);
        try (KubernetesClient argo = seat.client("argocd-controller")) {
            argo.resource(new SecretBuilder()
                            .withNewMetadata()
                            .withNamespace("idp-dev")
                            .withName("my-secret")
                            .endMetadata()
                            .withData(Map.of("password", "YXJnbw=="))
                            .build())
                    .fieldManager("argocd-controller")
                    .forceConflicts()
                    .serverSideApply();
        }

        assertTrouble(() -> deliver(address, ROTATED), Reason.SINK_TAKEN, "'argocd-controller'");
        assertThat(get().getData()).containsEntry("password", "YXJnbw==");
    }

    @Test
    void labelsThatWereTakenOffComeBackExceptTheDeliverysOwn() {
        Address address = address(wish(Format.IDP, null));
        deliver(address, CONTENTS);
        edit(
                "someone",
                s -> s.editMetadata().removeFromLabels("howdah.dev/name").endMetadata());
        assertThat(look(address, CONTENTS).same()).isFalse();
        deliver(address, CONTENTS);
        assertThat(get().getMetadata().getLabels()).containsKey("howdah.dev/name");

        edit(
                "someone",
                s -> s.editMetadata().removeFromLabels("howdah.dev/delivery").endMetadata());
        assertThat(look(address, CONTENTS).owner()).isEqualTo(SinkWriter.Owner.OTHERS);
    }

    @Test
    void aSecretOfAnotherTypeOrAnImmutableOneIsMadeAnew() {
        Address address = address(wish(Format.IDP, null));
        deliver(address, CONTENTS);
        String uid = get().getMetadata().getUid();
        Address binding = new Address(address.uid(), parcel(wish(Format.SERVICEBINDING, null)), address.place());
        deliver(binding, CONTENTS);
        assertThat(get().getType()).isEqualTo("servicebinding.io/postgresql");
        assertThat(get().getMetadata().getUid()).isNotEqualTo(uid);

        edit("someone", s -> s.withImmutable(true));
        deliver(binding, ROTATED);
        assertThat(get().getImmutable()).isNull();
        assertThat(look(binding, ROTATED).same()).isTrue();
    }

    @Test
    void aSecretThatChangedAfterTheLookIsLookedAtAgain() {
        Address address = address(wish(Format.IDP, null));
        deliver(address, CONTENTS);
        Seen before = look(address, ROTATED);
        edit("someone", s -> s.addToData("extra", "ZXh0cmE="));

        assertTrouble(() -> writer.put(sink, address, ROTATED, before), Reason.PROGRESSING, "same moment");
    }

    @Test
    void aMissingNamespaceIsNamedAndWaitedFor() {
        seat.api.refuse(r -> r.getMethod().equals("POST")
                ? Optional.of(ApiServer.answer(404, "NotFound", "namespaces \"idp-dev\" not found"))
                : Optional.empty());

        assertTrouble(this::deliverIdp, Reason.SINK_NOT_FOUND, "kubectl create namespace idp-dev");
    }

    @Test
    void aNamespaceThatIsBeingDeletedIsWaitedFor() {
        seat.api.refuse(r -> r.getMethod().equals("POST")
                ? Optional.of(ApiServer.answer(
                        403, "Forbidden", "forbidden", "{\"reason\":\"NamespaceTerminating\",\"message\":\"m\"}"))
                : Optional.empty());

        assertTrouble(this::deliverIdp, Reason.SINK_NOT_FOUND, "being deleted");
    }

    @Test
    void aMissingRightIsNamedExactly() {
        seat.api.refuse(r -> r.getMethod().equals("POST")
                ? Optional.of(ApiServer.answer(
                        403,
                        "Forbidden",
                        "secrets is forbidden: User \"system:serviceaccount:howdah:howdah\" cannot create resource"
                                + " \"secrets\" in API group \"\" in the namespace \"idp-dev\""))
                : Optional.empty());

        assertTrouble(
                this::deliverIdp,
                Reason.SINK_DENIED,
                "system:serviceaccount:howdah:howdah may not create secrets in namespace idp-dev");
    }

    @Test
    void anExpiredCredentialAQuotaAWebhookAndAnOverloadedServerEachHaveTheirWord() {
        refuseAll(401, "Unauthorized");
        assertTrouble(this::deliverIdp, Reason.SINK_DENIED, "does not accept the platform's credential");
        refuseAll(403, "secrets \"x\" is forbidden: exceeded quota: small, requested: count/secrets=1");
        assertTrouble(this::deliverIdp, Reason.SINK_NOT_ALLOWED, "exceeded quota: small");
        refuseAll(403, "admission webhook \"w\" denied the request: value p-one is bad");
        assertTrouble(this::deliverIdp, Reason.SINK_NOT_ALLOWED, "admission webhook");
        refuseAll(503, "etcd is slow");
        assertTrouble(this::deliverIdp, Reason.SINK_UNREACHABLE, "answers 503");
        refuseAll(422, "Secret is invalid: p-one");
        assertTrouble(this::deliverIdp, Reason.SINK_NOT_ALLOWED, "refuses secrets idp-dev/my-secret");
    }

    @Test
    void aSinkForOneNamespaceIsAskedForItsRightsThere() {
        seat.api.allow(right -> !right.equals("patch idp-dev"));
        SecretSink one = Seat.sink(sink.spec().kubernetes(), List.of("team-*", "idp-dev"));

        assertTrouble(() -> writer.check(one), Reason.SINK_DENIED, "patch secrets in namespace idp-dev");
        seat.api.allow(right -> false);
        writer.check(sink);
    }

    private void refuseAll(int code, String message) {
        seat.api.refuse(r -> Optional.of(ApiServer.answer(code, "Reason", message)));
    }

    private void deliverIdp() {
        deliver(address(wish(Format.IDP, null)), CONTENTS);
    }

    private static void assertTrouble(ThrowingCallable call, Reason reason, String sentence) {
        assertThatThrownBy(call).isInstanceOfSatisfying(Trouble.class, t -> {
            assertThat(t.sentence()).contains(sentence).doesNotContain("p-one", "p-two");
            assertThat(t.reason()).isEqualTo(reason);
        });
    }

    private interface Edit {
        SecretBuilder of(SecretBuilder secret);
    }

    private void edit(String manager, Edit edit) {
        try (KubernetesClient client = seat.client(manager)) {
            client.resource(edit.of(new SecretBuilder(get())).build()).update();
        }
    }

    private static Deliver wish(Format format, @Nullable String account) {
        return KubernetesSinkTest.named("my-secret", format, account);
    }

    private static Parcel parcel(Deliver wish) {
        return new Parcel(Ref.database("idp-dev", "my-db"), "idp-dev-my-db-write", wish);
    }

    private Address address(Deliver wish) {
        return new Address(UUID.randomUUID(), parcel(wish), writer.place(sink, parcel(wish)));
    }

    private Secret delivered(Deliver wish) {
        deliver(address(wish), CONTENTS);
        return get();
    }

    private Secret get() {
        try (KubernetesClient client = seat.client("reader")) {
            return client.secrets().inNamespace("idp-dev").withName("my-secret").get();
        }
    }

    private Seen.Held look(Address address, Contents contents) {
        return (Seen.Held) writer.look(sink, address, contents);
    }

    private void deliver(Address address, Contents contents) {
        Seen seen = writer.look(sink, address, contents);
        writer.put(sink, address, contents, seen);
    }
}
