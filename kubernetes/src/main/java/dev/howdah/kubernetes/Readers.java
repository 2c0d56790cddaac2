package dev.howdah.kubernetes;

import dev.howdah.resource.Reason;
import dev.howdah.spi.Address;
import dev.howdah.spi.Trouble;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who may read one Secret: a Role and a RoleBinding of the Secret's name, for the one service account of the wish. The
 * Secret owns them, so that they go with it even when somebody else deletes it.
 */
record Readers(Api api, Address address, Spot spot) {

    private static final String GROUP = ".rbac.authorization.k8s.io";

    boolean are(Secret secret) {
        String account = address.parcel().wish().serviceAccount();
        if (account == null) {
            return true;
        }
        Role role = get("roles", this::role);
        RoleBinding binding = get("rolebindings", this::binding);
        Role wanted = wantedRole(secret);
        RoleBinding bound = wantedBinding(secret, account);
        return role != null
                && same(role, wanted)
                && Objects.equals(role.getRules(), wanted.getRules())
                && binding != null
                && same(binding, bound)
                && Objects.equals(binding.getRoleRef(), bound.getRoleRef())
                && Objects.equals(binding.getSubjects(), bound.getSubjects());
    }

    void keep(Secret secret) {
        String account = address.parcel().wish().serviceAccount();
        if (account == null) {
            return;
        }
        Role role = get("roles", this::role);
        write("roles", role, wantedRole(secret));
        RoleBinding binding = get("rolebindings", this::binding);
        RoleBinding wanted = wantedBinding(secret, account);
        if (binding != null
                && Marks.ours(binding, address)
                && !Objects.equals(binding.getRoleRef(), wanted.getRoleRef())) {
            // what a binding refers to can't be changed
            delete("rolebindings", binding);
            binding = null;
        }
        write("rolebindings", binding, wanted);
    }

    void remove() {
        delete("rolebindings", get("rolebindings", this::binding));
        delete("roles", get("roles", this::role));
    }

    private <T extends HasMetadata> void write(String resource, @Nullable T found, T wanted) {
        if (found == null) {
            api.ask(ask("create", resource), c -> c.resource(wanted).create());
            return;
        }
        if (!Marks.ours(found, address)) {
            throw new Trouble(
                    Reason.SINK_TAKEN,
                    "there is a " + found.getKind() + " " + spot.text()
                            + " already that Howdah did not make: remove it, or choose another name for the Secret");
        }
        wanted.getMetadata().setResourceVersion(found.getMetadata().getResourceVersion());
        api.ask(ask("update", resource), c -> c.resource(wanted).update());
    }

    private void delete(String resource, @Nullable HasMetadata found) {
        if (found != null && Marks.ours(found, address)) {
            api.ask(
                    ask("delete", resource),
                    c -> c.resource(found)
                            .lockResourceVersion(found.getMetadata().getResourceVersion())
                            .delete());
        }
    }

    private <T> @Nullable T get(String resource, Function<KubernetesClient, @Nullable T> what) {
        return api.<@Nullable T>ask(ask("get", resource), what);
    }

    private @Nullable Role role(KubernetesClient c) {
        return c.rbac()
                .roles()
                .inNamespace(spot.namespace())
                .withName(spot.name())
                .get();
    }

    private @Nullable RoleBinding binding(KubernetesClient c) {
        return c.rbac()
                .roleBindings()
                .inNamespace(spot.namespace())
                .withName(spot.name())
                .get();
    }

    private Ask ask(String verb, String resource) {
        return new Ask(verb, resource + GROUP, spot);
    }

    private boolean same(HasMetadata found, HasMetadata wanted) {
        List<OwnerReference> owners = found.getMetadata().getOwnerReferences();
        return Marks.labelled(found, address)
                && owners != null
                && owners.containsAll(wanted.getMetadata().getOwnerReferences());
    }

    /** A list can't be limited to one name, so nobody gets it. */
    private Role wantedRole(Secret secret) {
        return new RoleBuilder()
                .withMetadata(metadata(secret))
                .addNewRule()
                .withApiGroups("")
                .withResources("secrets")
                .withResourceNames(spot.name())
                .withVerbs("get", "watch")
                .endRule()
                .build();
    }

    private RoleBinding wantedBinding(Secret secret, String account) {
        return new RoleBindingBuilder()
                .withMetadata(metadata(secret))
                .withNewRoleRef()
                .withApiGroup(GROUP.substring(1))
                .withKind("Role")
                .withName(spot.name())
                .endRoleRef()
                .addNewSubject()
                .withKind("ServiceAccount")
                .withName(account)
                .withNamespace(spot.namespace())
                .endSubject()
                .build();
    }

    private ObjectMeta metadata(Secret secret) {
        return new ObjectMetaBuilder()
                .withNamespace(spot.namespace())
                .withName(spot.name())
                .withLabels(Marks.labels(address))
                .withOwnerReferences(new OwnerReferenceBuilder()
                        .withApiVersion("v1")
                        .withKind("Secret")
                        .withName(spot.name())
                        .withUid(secret.getMetadata().getUid())
                        .build())
                .build();
    }
}
