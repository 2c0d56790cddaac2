package dev.howdah.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.resource.Format;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Ref;
import dev.howdah.spi.Address;
import dev.howdah.spi.Contents;
import dev.howdah.spi.Parcel;
import dev.howdah.spi.SinkWriter;
import dev.howdah.spi.SinkWriter.Seen;
import dev.howdah.spi.Trouble;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Role and RoleBinding of a Secret that is for one service account. */
class ReadersTest {

    private static final Contents CONTENTS = Contents.of(Map.of("username", "u", "password", "p"));

    @TempDir
    Path dir;

    private final SinkWriter writer = new KubernetesSink();
    private final UUID uid = UUID.randomUUID();
    private Seat seat;
    private KubernetesClient person;

    @BeforeEach
    void start() {
        seat = new Seat(dir);
        person = seat.client("person");
    }

    @AfterEach
    void stop() {
        writer.close();
        person.close();
        seat.close();
    }

    @Test
    void theServiceAccountMayReadTheSecretAndNothingElse() {
        deliver("app");

        Role role = role();
        assertThat(role.getRules())
                .containsExactly(new PolicyRuleBuilder()
                        .withApiGroups("")
                        .withResources("secrets")
                        .withResourceNames("my-secret")
                        .withVerbs("get", "watch")
                        .build());
        assertThat(binding().getRoleRef().getName()).isEqualTo("my-secret");
        assertThat(binding().getSubjects()).singleElement().satisfies(s -> {
            assertThat(s.getKind()).isEqualTo("ServiceAccount");
            assertThat(s.getName()).isEqualTo("app");
            assertThat(s.getNamespace()).isEqualTo("idp-dev");
        });
        assertThat(role.getMetadata().getLabels()).containsEntry(Marks.DELIVERY, uid.toString());
        assertThat(role.getMetadata().getOwnerReferences())
                .singleElement()
                .satisfies(o -> assertThat(o.getUid())
                        .isEqualTo(person.secrets()
                                .inNamespace("idp-dev")
                                .withName("my-secret")
                                .get()
                                .getMetadata()
                                .getUid()));
        assertThat(same("app")).isTrue();
    }

    @Test
    void withoutAServiceAccountNobodyIsAskedAboutRoles() {
        deliver(null);
        writer.remove(seat.sink(), address(null));

        assertThat(seat.api.requests).noneMatch(r -> r.contains("/roles"));
    }

    @Test
    void whatWasWidenedOrRemovedIsRepaired() {
        deliver("app");
        person.resource(new RoleBuilder(role())
                        .editFirstRule()
                        .withVerbs("*")
                        .endRule()
                        .build())
                .update();
        assertThat(same("app")).isFalse();
        deliver("app");
        assertThat(role().getRules().getFirst().getVerbs()).containsExactly("get", "watch");

        person.resource(binding()).delete();
        assertThat(same("app")).isFalse();
        deliver("app");

        person.resource(new RoleBindingBuilder(binding())
                        .editRoleRef()
                        .withName("cluster-admin")
                        .endRoleRef()
                        .build())
                .update();
        assertThat(same("app")).isFalse();
        deliver("app");
        assertThat(binding().getRoleRef().getName()).isEqualTo("my-secret");
        assertThat(same("app")).isTrue();
    }

    @Test
    void anotherServiceAccountTakesThePlaceOfTheFirst() {
        deliver("app");
        assertThat(same("worker")).isFalse();
        deliver("worker");

        assertThat(binding().getSubjects())
                .singleElement()
                .satisfies(s -> assertThat(s.getName()).isEqualTo("worker"));
    }

    @Test
    void withTheServiceAccountGoneFromTheWishRoleAndBindingGo() {
        deliver("app");
        assertThat(same(null)).isFalse();
        deliver(null);

        assertThat(role()).isNull();
        assertThat(binding()).isNull();
        assertThat(same(null)).isTrue();
    }

    @Test
    void roleAndBindingGoWithTheSecretEvenWhenItWasLost() {
        deliver("app");
        person.secrets().inNamespace("idp-dev").withName("my-secret").delete();

        writer.remove(seat.sink(), address("app"));

        assertThat(role()).isNull();
        assertThat(binding()).isNull();
    }

    @Test
    void aRoleThatHowdahDidNotMakeStaysAsItIs() {
        person.resource(new RoleBuilder()
                        .withNewMetadata()
                        .withNamespace("idp-dev")
                        .withName("my-secret")
                        .endMetadata()
                        .build())
                .create();

        assertThatThrownBy(() -> deliver("app")).isInstanceOfSatisfying(Trouble.class, t -> {
            assertThat(t.reason()).isEqualTo(Reason.SINK_TAKEN);
            assertThat(t.sentence()).contains("Role idp-dev/my-secret");
        });
        assertThat(role().getRules()).isNullOrEmpty();
        writer.remove(seat.sink(), address("app"));
        assertThat(role()).isNotNull();
    }

    @Test
    void aPlatformThatMayNotHandOnRightsIsToldWhatItLacks() {
        seat.api.refuse(r -> r.getMethod().equals("POST") && r.getPath().contains("/roles")
                ? Optional.of(ApiServer.answer(
                        403,
                        "Forbidden",
                        "roles.rbac.authorization.k8s.io \"my-secret\" is forbidden: user \"howdah\" is attempting to"
                                + " grant RBAC permissions not currently held"))
                : Optional.empty());

        assertThatThrownBy(() -> deliver("app")).isInstanceOfSatisfying(Trouble.class, t -> {
            assertThat(t.reason()).isEqualTo(Reason.SINK_DENIED);
            assertThat(t.sentence()).contains("get and watch secrets");
        });
        seat.api.refuse(r -> Optional.empty());
        assertThat(same("app")).isFalse();
    }

    private Address address(@Nullable String account) {
        Parcel parcel = new Parcel(
                Ref.database("idp-dev", "my-db"),
                "idp-dev-my-db-write",
                KubernetesSinkTest.named("my-secret", Format.IDP, account));
        return new Address(uid, parcel, writer.place(seat.sink(), parcel));
    }

    private void deliver(@Nullable String account) {
        Address address = address(account);
        writer.put(seat.sink(), address, CONTENTS, writer.look(seat.sink(), address, CONTENTS));
    }

    private boolean same(@Nullable String account) {
        return writer.look(seat.sink(), address(account), CONTENTS) instanceof Seen.Held held && held.same();
    }

    private @Nullable Role role() {
        return person.rbac()
                .roles()
                .inNamespace("idp-dev")
                .withName("my-secret")
                .get();
    }

    private @Nullable RoleBinding binding() {
        return person.rbac()
                .roleBindings()
                .inNamespace("idp-dev")
                .withName("my-secret")
                .get();
    }
}
