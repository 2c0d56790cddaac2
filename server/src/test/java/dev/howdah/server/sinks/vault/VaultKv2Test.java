package dev.howdah.server.sinks.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.resource.Deliver;
import dev.howdah.resource.Format;
import dev.howdah.resource.Problem;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Ref;
import dev.howdah.resource.SecretSink;
import dev.howdah.resource.SecretSink.VaultSettings;
import dev.howdah.spi.Address;
import dev.howdah.spi.Contents;
import dev.howdah.spi.Parcel;
import dev.howdah.spi.SinkWriter;
import dev.howdah.spi.SinkWriter.Owner;
import dev.howdah.spi.SinkWriter.Seen;
import dev.howdah.testkit.OpenBao;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Version 2 of the KV engine. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VaultKv2Test implements OnOpenBao {

    @TempDir
    private static Path temp;

    private final OpenBao bao = OpenBao.here();
    private final String mount = "kv2-" + UUID.randomUUID();
    private VaultSink writer;

    @BeforeAll
    void engine() {
        prepare();
        file("token", token(mount));
        file("denied", token("default"));
        writer = OnOpenBao.writer(temp.resolve("home"));
    }

    @AfterAll
    void close() {
        writer.close();
    }

    @Override
    public OpenBao bao() {
        return bao;
    }

    @Override
    public String mount() {
        return mount;
    }

    @Override
    public int version() {
        return 2;
    }

    @Override
    public Path secrets() {
        return temp;
    }

    @Override
    public SinkWriter writer() {
        return writer;
    }

    @Override
    public String trace(Address address) {
        var metadata = bao.must("GET", metadata(address), null).path("data");
        return metadata.path("current_version") + " " + metadata.path("updated_time");
    }

    @Test
    void aSecretSaysWhoseItIsBesideItsData() {
        Address address = address("marked", false);
        deliver(sink(), address, secret("one"));
        assertThat(marks(address))
                .contains(address.uid().toString())
                .contains(address.parcel().order().toString());
    }

    @Test
    void whatOthersNoteBesideItStays() {
        Address address = address("noted", false);
        deliver(sink(), address, secret("one"));
        bao.must(
                "POST",
                metadata(address),
                Map.of(
                        "custom_metadata",
                        Map.of("howdah-delivery", address.uid().toString(), "team", "payments")));
        deliver(sink(), address, secret("two"));
        assertThere(address, secret("two"));
        assertThat(marks(address)).contains("payments");
    }

    /** A control plane that dies after the first write and before the mark. */
    @Test
    void aSecretThatWasWrittenAndNotMarkedYetIsMarked() {
        Address address = address("half", false);
        Contents contents = secret("half-done");
        bao.must("POST", data(address), Map.of("data", contents.entries()));
        Seen seen = writer.look(sink(), address, contents);
        assertThat(seen).isEqualTo(new Seen.Held(false, Owner.UNKNOWN, "1"));
        writer.put(sink(), address, contents, seen);
        assertThere(address, contents);
        assertThat(trace(address)).startsWith("1 ");
    }

    @Test
    void whatWasDeletedForNowIsWrittenAgainAsAnotherVersion() {
        Address address = address("deleted", false);
        deliver(sink(), address, secret("one"));
        bao.must("DELETE", data(address), null);
        assertThat(deliver(sink(), address, secret("two"))).isEqualTo(new Seen.Empty());
        assertThere(address, secret("two"));
        assertThat(trace(address)).startsWith("2 ");
        bao.must("DELETE", data(address), null);
        writer.remove(sink(), address);
        assertThat(bao.ask("GET", metadata(address), null).status()).isEqualTo(404);
    }

    @Test
    void whatSomebodyDeletedForNowIsStillTheirs() {
        Address address = address("theirs-deleted", false);
        plant(address);
        bao.must("DELETE", data(address), null);
        assertThat(writer.look(sink(), address, secret("x")))
                .isInstanceOfSatisfying(
                        Seen.Held.class, h -> assertThat(h.owner()).isEqualTo(Owner.OTHERS));
        writer.remove(sink(), address);
        bao.must("POST", mount + "/undelete/" + address.place(), Map.of("versions", List.of(1)));
        assertThat(planted(address)).isTrue();
    }

    @Test
    void aWriteThatComesLateReplacesNothing() {
        Address address = address("late", false);
        deliver(sink(), address, secret("one"));
        Seen seen = writer.look(sink(), address, secret("old"));
        deliver(sink(), address, secret("newest"));
        assertTrouble(
                () -> writer.put(sink(), address, secret("old-one"), seen), secret("old-one"), Reason.PROGRESSING);
        assertThere(address, secret("newest"));
    }

    @Test
    void allVersionsGoWithTheSecret() {
        Address address = address("versions", false);
        for (String password : List.of("one", "two", "three")) {
            deliver(sink(), address, secret(password));
        }
        writer.remove(sink(), address);
        assertThat(bao.ask("GET", metadata(address), null).status()).isEqualTo(404);
    }

    @Test
    void withoutAnEngineItIsSaidWhatToEnable() {
        SecretSink none = sink(bao.address(), "nowhere", byToken(file("root", token("root"))));
        Address address = address("nowhere", false);
        assertTrouble(
                () -> writer.look(none, address, secret("x-password")), secret("x-password"), Reason.SINK_UNREACHABLE);
        assertThatThrownBy(() -> writer.check(none))
                .hasMessageContaining("vault secrets enable -path=nowhere -version=2 kv");
    }

    @Test
    void anEngineOfVersionOneIsNamedAsSuchAndKeepsNothing() {
        String other = "kv1-" + UUID.randomUUID();
        bao.must("POST", "sys/mounts/" + other, Map.of("type", "kv", "options", Map.of("version", "1")));
        SecretSink wrong = sink(bao.address(), other, byToken(file("root", token("root"))));
        Address address = address("wrong", false);
        Contents contents = secret("in-the-wrong-shape");
        assertTrouble(() -> writer.check(wrong), contents, Reason.SINK_UNREACHABLE);
        assertTrouble(() -> deliver(wrong, address, contents), contents, Reason.SINK_UNREACHABLE);
        assertThat(bao.ask("GET", other + "/data/" + address.place(), null).status())
                .isEqualTo(404);
    }

    @Test
    void aPolicyThatLacksOneRightIsNamedByThatRight() {
        bao.must(
                "POST",
                "sys/policies/acl/" + mount + "-less",
                Map.of("policy", policy().replace("\"create\", \"update\", \"delete\"", "\"create\", \"update\"")));
        SecretSink less = sink(byToken(file("less", token(mount + "-less"))));
        assertThatThrownBy(() -> writer.check(less))
                .hasMessageContaining("delete")
                .hasMessageContaining("/metadata/");
    }

    @Test
    void aServerOfAnotherCaIsNotTrusted() {
        SecretSink java = OnOpenBao.sink(
                new VaultSettings(bao.address(), null, mount, 2, null, null, byToken(temp.resolve("token"))));
        assertThatThrownBy(() -> writer.check(java)).hasMessageContaining("certificate");
    }

    @Test
    void aNameOfOnesOwnStaysInTheNamespacesArea() {
        assertThat(place(null, null)).isEqualTo("howdah/idp-dev/idp-dev-my-db-write");
        assertThat(place("app/db", null)).isEqualTo("howdah/idp-dev/app/db");
        assertThat(place("app", "teams/{namespace}/databases/{name}/{access}")).isEqualTo("teams/idp-dev/app");
        assertThat(problem("app", "{role}")).extracting(Problem::path).containsExactly("name");
        assertThat(problem("app", "x/{namespace}-{role}")).hasSize(1);
        for (String name : List.of("../other/x", "a//b", "/a", "", "a b", ".x", "a?b", "a/../b", "a%2f")) {
            assertThat(problem(name, null)).as(name).hasSize(1);
        }
    }

    private List<Problem> problem(String name, @Nullable String rule) {
        return writer.validate(ruled(rule), parcel(name));
    }

    private String place(@Nullable String name, @Nullable String rule) {
        assertThat(writer.validate(ruled(rule), parcel(name))).isEmpty();
        return writer.place(ruled(rule), parcel(name));
    }

    private static Parcel parcel(@Nullable String name) {
        Deliver wish = OnOpenBao.named(name, Format.IDP);
        return new Parcel(Ref.database("idp-dev", "my-db"), "idp-dev-my-db-write", wish);
    }

    private SecretSink ruled(@Nullable String rule) {
        return OnOpenBao.sink(
                new VaultSettings(bao.address(), null, mount, 2, rule, null, byToken(temp.resolve("token"))));
    }

    private String marks(Address address) {
        return bao.must("GET", metadata(address), null)
                .path("data")
                .path("custom_metadata")
                .toString();
    }
}
