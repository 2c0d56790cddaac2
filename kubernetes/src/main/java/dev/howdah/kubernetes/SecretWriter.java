package dev.howdah.kubernetes;

import dev.howdah.resource.Reason;
import dev.howdah.resource.SecretSink;
import dev.howdah.spi.Address;
import dev.howdah.spi.Contents;
import dev.howdah.spi.SinkWriter;
import dev.howdah.spi.Trouble;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import java.util.List;
import java.util.Optional;

/** What {@link KubernetesSink} does in clusters: its own class, so that fabric8 is loaded at the first use of one. */
final class SecretWriter {

    private static final List<String> VERBS = List.of("get", "create", "patch", "delete");

    private final Clients clients = new Clients(Pod.HERE);

    /** Rights may be given by namespace: only of a namespace that the sink names can it be said that they lack. */
    void check(SecretSink sink) {
        Api api = api(sink);
        Optional<String> namespace =
                sink.spec().namespaces().stream().filter(n -> !n.contains("*")).findFirst();
        for (String verb : namespace.isPresent() ? VERBS : VERBS.subList(0, 1)) {
            boolean allowed = allowed(api, verb, namespace.orElse(""));
            if (!allowed && namespace.isPresent()) {
                throw new Trouble(
                        Reason.SINK_DENIED,
                        "the platform's credential may not "
                                + Ask.secret(verb, new Spot(namespace.get(), ""))
                                        .text()
                                + ": grant it as docs/sinks.md says under kubernetes");
            }
        }
    }

    private static boolean allowed(Api api, String verb, String namespace) {
        SelfSubjectAccessReview review = new SelfSubjectAccessReviewBuilder()
                .withNewSpec()
                .withNewResourceAttributes()
                .withNamespace(namespace)
                .withVerb(verb)
                .withResource("secrets")
                .endResourceAttributes()
                .endSpec()
                .build();
        Ask ask = new Ask("create", "selfsubjectaccessreviews.authorization.k8s.io", new Spot(namespace, ""));
        SelfSubjectAccessReview answer = api.ask(
                ask, c -> c.authorization().v1().selfSubjectAccessReview().create(review));
        return answer.getStatus() == null
                || !Boolean.FALSE.equals(answer.getStatus().getAllowed());
    }

    SinkWriter.Seen look(SecretSink sink, Address address, Contents wanted) {
        keys(wanted);
        Spot spot = Spot.of(address);
        Api api = api(sink);
        Optional<Secret> found = new Secrets(api, spot).get();
        if (found.isEmpty()) {
            return new SinkWriter.Seen.Empty();
        }
        Secret secret = found.get();
        String version = secret.getMetadata().getResourceVersion();
        if (!Marks.ours(secret, address)) {
            return new SinkWriter.Seen.Held(false, SinkWriter.Owner.OTHERS, version);
        }
        if (secret.getMetadata().getDeletionTimestamp() != null) {
            throw new Trouble(
                    Reason.PROGRESSING,
                    "Secret " + spot.text() + " is being deleted, and its finalizers hold it: "
                            + secret.getMetadata().getFinalizers());
        }
        boolean same = new Wanted(address, wanted).is(secret) && new Readers(api, address, spot).are(secret);
        return new SinkWriter.Seen.Held(same, SinkWriter.Owner.OURS, version);
    }

    void put(SecretSink sink, Address address, Contents contents, SinkWriter.Seen seen) {
        keys(contents);
        Spot spot = Spot.of(address);
        Api api = api(sink);
        Secrets secrets = new Secrets(api, spot);
        Readers readers = new Readers(api, address, spot);
        Wanted wanted = new Wanted(address, contents);
        Secret now = switch (seen) {
            case SinkWriter.Seen.Empty() -> secrets.create(wanted.secret());
            case SinkWriter.Seen.Held held -> rewrite(secrets, readers, wanted, found(secrets, address, held));
        };
        readers.keep(now);
    }

    /** As it was looked at, or nothing is done. */
    private static Secret found(Secrets secrets, Address address, SinkWriter.Seen.Held held) {
        return secrets.get()
                .filter(s -> Marks.ours(s, address)
                        && s.getMetadata().getResourceVersion().equals(held.version()))
                .orElseThrow(() -> new Trouble(
                        Reason.PROGRESSING,
                        "Secret " + secrets.spot().text() + " was changed by somebody else at the same moment; looking"
                                + " again"));
    }

    private static Secret rewrite(Secrets secrets, Readers readers, Wanted wanted, Secret found) {
        String account = wanted.address().parcel().wish().serviceAccount();
        if (account == null && Marks.serviceAccount(found).isPresent()) {
            readers.remove();
        }
        if (wanted.rigid(found)) {
            secrets.delete(found);
            return secrets.create(wanted.secret());
        }
        return secrets.apply(wanted.secret(), found);
    }

    void remove(SecretSink sink, Address address) {
        Spot spot = Spot.of(address);
        Api api = api(sink);
        Secrets secrets = new Secrets(api, spot);
        Optional<Secret> found = secrets.get().filter(s -> Marks.ours(s, address));
        if (address.parcel().wish().serviceAccount() != null
                || found.flatMap(Marks::serviceAccount).isPresent()) {
            new Readers(api, address, spot).remove();
        }
        found.ifPresent(secrets::delete);
    }

    private static void keys(Contents contents) {
        Spot.badKey(contents.entries().keySet()).ifPresent(problem -> {
            throw new Trouble(Reason.SINK_NOT_ALLOWED, problem);
        });
    }

    private Api api(SecretSink sink) {
        return new Api(clients.of(sink));
    }

    void close() {
        clients.close();
    }
}
