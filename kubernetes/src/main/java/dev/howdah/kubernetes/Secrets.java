package dev.howdah.kubernetes;

import dev.howdah.resource.Reason;
import dev.howdah.spi.Trouble;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Requests about one Secret. One that is not there is made, which fails when somebody else was quicker; one that is
 * there is applied to, as it was when it was looked at.
 */
record Secrets(Api api, Spot spot) {

    Optional<Secret> get() {
        return Optional.ofNullable(api.ask(
                Ask.secret("get", spot),
                c -> c.secrets()
                        .inNamespace(spot.namespace())
                        .withName(spot.name())
                        .get()));
    }

    Secret create(Secret secret) {
        return api.ask(Ask.secret("create", spot), c -> c.resource(secret).create());
    }

    /**
     * Makes the fields of {@code wanted}, and no others, ours and as wanted. What a person has edited is set right; what
     * another program applies as well is left to people.
     */
    Secret apply(Secret wanted, Secret found) {
        Secret now = Fields.made(found) ? own(found) : found;
        Secret locked = new SecretBuilder(wanted)
                .editMetadata()
                .withResourceVersion(now.getMetadata().getResourceVersion())
                .endMetadata()
                .build();
        Ask ask = Ask.secret("patch", spot);
        try {
            return api.raw(
                    c -> c.resource(locked).fieldManager(Marks.FIELD_MANAGER).serverSideApply());
        } catch (KubernetesClientException e) {
            Set<String> managers = new LinkedHashSet<>(Refusal.managers(e));
            if (e.getCode() != 409 || managers.isEmpty()) {
                throw api.refusal(e, ask);
            }
            List<String> appliers = Fields.appliers(now, managers);
            if (!appliers.isEmpty()) {
                throw new Trouble(
                        Reason.SINK_TAKEN,
                        "field manager '" + appliers.getFirst() + "' applies keys of Secret " + spot.text()
                                + " too: take them out of what it applies, or choose another name");
            }
        }
        return api.ask(
                ask,
                c -> c.resource(locked)
                        .fieldManager(Marks.FIELD_MANAGER)
                        .forceConflicts()
                        .serverSideApply());
    }

    private Secret own(Secret found) {
        return api.ask(Ask.secret("patch", spot), c -> {
            String patch = c.getKubernetesSerialization()
                    .asJson(List.of(
                            Map.of("op", "replace", "path", "/metadata/managedFields", "value", Fields.applied(found)),
                            Map.of(
                                    "op", "replace",
                                    "path", "/metadata/resourceVersion",
                                    "value", found.getMetadata().getResourceVersion())));
            return c.secrets()
                    .inNamespace(spot.namespace())
                    .withName(spot.name())
                    .patch(
                            new PatchContext.Builder()
                                    .withPatchType(PatchType.JSON)
                                    .withFieldManager(Marks.FIELD_MANAGER)
                                    .build(),
                            patch);
        });
    }

    void delete(Secret found) {
        api.ask(
                Ask.secret("delete", spot),
                c -> c.resource(found)
                        .lockResourceVersion(found.getMetadata().getResourceVersion())
                        .delete());
    }
}
