package dev.howdah.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.resource.Deliver;
import dev.howdah.resource.Problem;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Role;
import dev.howdah.resource.SecretSink;
import dev.howdah.spi.Parcel;
import dev.howdah.spi.Trouble;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the platform comes to a cluster, and what is said before anybody is asked. */
class ClientsTest {

    @TempDir
    Path dir;

    @Test
    void aKubeconfigThatChangesIsReadAnew() {
        Path file = Seat.kubeconfig(dir.resolve("config"), "http://127.0.0.1:1");
        Clients clients = new Clients(Pod.HERE);
        var first = clients.of(Seat.sink(file, false));
        assertThat(clients.of(Seat.sink(file, false))).isSameAs(first);

        Seat.kubeconfig(file, "http://127.0.0.1:2");

        assertThat(clients.of(Seat.sink(file, false)).getMasterUrl()).hasPort(2);
        clients.close();
    }

    @Test
    void aKubeconfigThatCanNotBeReadIsNamed() throws IOException {
        Path missing = dir.resolve("missing");
        assertUnreadable(Seat.sink(missing, false), missing + " can't be read");
        Path nonsense = Files.writeString(dir.resolve("nonsense"), "users: [ {name: a, user: {token: s3cret");
        assertUnreadable(Seat.sink(nonsense, false), nonsense + " can't be understood");
    }

    @Test
    void aContextThatIsNotThereIsNamedWithThoseThatAre() {
        Path file = Seat.kubeconfig(dir.resolve("config"), "http://127.0.0.1:1");
        assertUnreadable(
                Seat.sink(new SecretSink.KubernetesSettings(file.toString(), "other", null, null), List.of()),
                "has no context 'other', of [one]");
    }

    @Test
    void inAPodItsServiceAccountIsUsedAndItsTokenReadAtEveryRequest() throws IOException {
        Files.writeString(dir.resolve("token"), "first\n");
        Pod pod = new Pod(dir, Map.of("KUBERNETES_SERVICE_HOST", "fd00::1", "KUBERNETES_SERVICE_PORT", "443")::get);

        Config config = pod.config();

        assertThat(config.getMasterUrl()).isEqualTo("https://[fd00::1]:443/");
        assertThat(config.getCaCertFile()).isEqualTo(dir.resolve("ca.crt").toString());
        assertThat(config.getOauthTokenProvider().getToken()).isEqualTo("first");
        Files.writeString(dir.resolve("token"), "second");
        assertThat(config.getOauthTokenProvider().getToken()).isEqualTo("second");
    }

    @Test
    void inNoPodAKubeconfigIsAskedFor() {
        SecretSink sink = Seat.sink((SecretSink.KubernetesSettings) null, List.of());
        Clients clients = new Clients(new Pod(dir, name -> null));
        assertThatThrownBy(() -> clients.of(sink)).isInstanceOfSatisfying(Trouble.class, t -> {
            assertThat(t.reason()).isEqualTo(Reason.CREDENTIAL_UNREADABLE);
            assertThat(t.sentence()).contains("spec.kubernetes.kubeconfig");
        });
    }

    @Test
    void placesAreNamedByTheRuleOrTheWishAndForeignNamespacesNeedLeave() {
        var rule = new SecretSink.KubernetesSettings(null, null, "{name}-{access}-creds", null);
        assertThat(Spot.of(rule, parcel(null, null, null)).text()).isEqualTo("idp-dev/my-db-write-creds");
        assertThat(Spot.of(null, parcel(null, null, null)).text()).isEqualTo("idp-dev/idp-dev-my-db-write");
        assertThat(Spot.of(rule, parcel("mine", null, null)).text()).isEqualTo("idp-dev/mine");

        var open = new SecretSink.KubernetesSettings(null, null, null, true);
        assertThat(Spot.problems(rule, parcel("mine", "other", null)))
                .extracting(Problem::path)
                .containsExactly("namespace");
        assertThat(Spot.problems(rule, parcel("mine", "idp-dev", null))).isEmpty();
        assertThat(Spot.problems(open, parcel("mine", "other", null))).isEmpty();
        assertThat(Spot.of(open, parcel("mine", "other", null)).text()).isEqualTo("other/mine");
    }

    @Test
    void namesThatKubernetesWouldRefuseAreProblems() {
        var open = new SecretSink.KubernetesSettings(null, null, null, true);
        for (String name : List.of("My-Db", "a_b", "-a", "a-", "a..b", "a/b", "../x", "x".repeat(254), "")) {
            assertThat(Spot.problems(open, parcel(name, null, null)))
                    .as(name)
                    .extracting(Problem::path)
                    .containsExactly("name");
        }
        assertThat(Spot.problems(open, parcel("a.b-c", "x".repeat(64), "Not_One")))
                .extracting(Problem::path)
                .containsExactly("namespace", "serviceAccount");
        assertThat(Spot.badKey(List.of("a.b", "A_1", "..x")))
                .hasValueSatisfying(p -> assertThat(p).contains("..x"));
    }

    private static Parcel parcel(@Nullable String name, @Nullable String namespace, @Nullable String account) {
        return new Parcel(
                Ref.database("idp-dev", "my-db"),
                "idp-dev-my-db-write",
                new Deliver(
                        Role.WRITE,
                        "apps",
                        null,
                        name,
                        null,
                        namespace,
                        account,
                        null,
                        Map.of(),
                        null,
                        null,
                        null,
                        List.of(),
                        null,
                        null,
                        null));
    }

    private static void assertUnreadable(SecretSink sink, String sentence) {
        assertThatThrownBy(() -> new Clients(Pod.HERE).of(sink)).isInstanceOfSatisfying(Trouble.class, t -> {
            assertThat(t.reason()).isEqualTo(Reason.CREDENTIAL_UNREADABLE);
            assertThat(t.sentence()).contains(sentence);
            assertThat(t.sentence()).doesNotContain("s3cret");
        });
    }
}
