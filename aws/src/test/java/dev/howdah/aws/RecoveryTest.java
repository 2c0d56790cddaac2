package dev.howdah.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import dev.howdah.testkit.Moto;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import software.amazon.awssdk.services.secretsmanager.model.Tag;

/** What is particular to AWS: names that outlive their secrets, tags, keys and descriptions. */
class RecoveryTest {

    private static final Contents CONTENTS = Contents.of(Map.of("username", "u", "password", "p-one"));

    private static final SinkWriter WRITER = new AwsSink(Aws::env);
    private static Moto moto;
    private static SecretsManagerClient person;

    @BeforeAll
    static void start() {
        moto = Moto.shared();
        person = Aws.client(moto.url());
    }

    @AfterAll
    static void stop() {
        WRITER.close();
        if (moto != null) {
            person.close();
        }
    }

    @Test
    void aSecretIsAJsonObjectWithTheTagsOfPlatformAndOrder() {
        Address address = address("my-db", null);
        deliver(sink(), address);

        assertThat(person.getSecretValue(r -> r.secretId(address.place())).secretString())
                .contains("\"username\":\"u\"", "\"password\":\"p-one\"");
        DescribeSecretResponse secret = described(address);
        assertThat(secret.name()).isEqualTo("customer/idp-dev/idp-dev-my-db-write");
        assertThat(secret.description()).isEqualTo("By Howdah");
        assertThat(secret.tags())
                .contains(
                        tag("team", "payments"),
                        tag("howdah:namespace", "idp-dev"),
                        tag("howdah:name", "my-db"),
                        tag("howdah:role", "write"),
                        tag("howdah:delivery", address.uid().toString()));
    }

    @Test
    void aRemovedSecretCanBeRecoveredForSevenDaysUnlessTheSinkSaysOtherwise() {
        Address kept = address("kept", null);
        deliver(sink(), kept);
        WRITER.remove(sink(), kept);
        assertThat(described(kept).deletedDate())
                .isBetween(Instant.now().plus(Duration.ofDays(6)), Instant.now().plus(Duration.ofDays(8)));

        Address gone = address("gone", null);
        SecretSink now = Aws.sink(with(0, null, "x"));
        deliver(now, gone);
        WRITER.remove(now, gone);
        assertThatThrownBy(() -> described(gone)).isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void anOrderThatComesAgainGetsItsSecretsNameBack() {
        Address before = address("again", null);
        deliver(sink(), before);
        String arn = described(before).arn();
        WRITER.remove(sink(), before);

        Address after = address("again", null);
        assertThat(WRITER.look(sink(), after, CONTENTS)).isEqualTo(new Seen.Empty());
        deliver(sink(), after);

        assertThat(described(after).arn()).isEqualTo(arn);
        assertThat(WRITER.look(sink(), after, CONTENTS)).isInstanceOfSatisfying(Seen.Held.class, h -> {
            assertThat(h.owner()).isEqualTo(SinkWriter.Owner.OURS);
            assertThat(h.same()).isTrue();
        });
    }

    @Test
    void aDeletedSecretOfSomebodyElseKeepsItsNameAndTheWayOutIsTold() {
        Address address = address("theirs", "customer/idp-dev/deleted-by-them");
        person.createSecret(r -> r.name(address.place()).secretString("theirs"));
        person.deleteSecret(r -> r.secretId(address.place()).recoveryWindowInDays(7L));

        for (Runnable call : new Runnable[] {
            () -> WRITER.look(sink(), address, CONTENTS), () -> WRITER.put(sink(), address, CONTENTS, new Seen.Empty())
        }) {
            assertThatThrownBy(call::run).isInstanceOfSatisfying(Trouble.class, t -> {
                assertThat(t.reason()).isEqualTo(Reason.SINK_TAKEN);
                assertThat(t.sentence())
                        .contains("aws secretsmanager delete-secret --secret-id " + address.place()
                                + " --force-delete-without-recovery");
            });
        }
        assertThat(described(address).deletedDate()).isNotNull();
    }

    @Test
    void aDeletedSecretOfAnotherOrderIsNotTaken() {
        Address one = address("one", "customer/idp-dev/shared");
        deliver(sink(), one);
        WRITER.remove(sink(), one);
        Address two = address("two", "customer/idp-dev/shared");

        assertThatThrownBy(() -> WRITER.look(sink(), two, CONTENTS))
                .isInstanceOfSatisfying(
                        Trouble.class, t -> assertThat(t.reason()).isEqualTo(Reason.SINK_TAKEN));
    }

    @Test
    void tagsDescriptionAndKeyFollowTheSinkAndOthersTagsStay() {
        Address address = address("changing", null);
        deliver(sink(), address);
        person.tagResource(r -> r.secretId(address.place()).tags(tag("cost-center", "12")));
        SecretSink changed = Aws.sink(with(null, "alias/payments", "Changed"));
        assertThat(same(changed, address)).isFalse();
        deliver(changed, address);

        DescribeSecretResponse secret = described(address);
        assertThat(secret.description()).isEqualTo("Changed");
        assertThat(secret.kmsKeyId()).isEqualTo("alias/payments");
        assertThat(secret.tags()).contains(tag("cost-center", "12"), tag("howdah:kmsKey", "alias/payments"));
        assertThat(same(changed, address)).isTrue();

        person.untagResource(r -> r.secretId(address.place()).tagKeys("howdah:name"));
        assertThat(same(changed, address)).isFalse();
        deliver(changed, address);
        assertThat(same(changed, address)).isTrue();
    }

    @Test
    void aSecretThatIsTooLargeIsSaidSo() {
        Address address = address("large", null);
        Contents large = Contents.of(Map.of("a", "x".repeat(70_000)));
        assertThatThrownBy(() -> WRITER.put(sink(), address, large, new Seen.Empty()))
                .isInstanceOfSatisfying(Trouble.class, t -> {
                    assertThat(t.reason()).isEqualTo(Reason.SINK_NOT_ALLOWED);
                    assertThat(t.sentence()).contains("65536 at most");
                });
    }

    private static SecretSink sink() {
        return Aws.sink(Aws.at(moto.url()));
    }

    private static SecretSink.AwsSettings with(Integer days, String key, String description) {
        return new SecretSink.AwsSettings(
                Aws.REGION, moto.url(), Aws.BY_ENV, null, key, Map.of("team", "payments"), description, days);
    }

    private static Address address(String order, String name) {
        Parcel parcel =
                new Parcel(Ref.database("idp-dev", order), "idp-dev-" + order + "-write", Aws.wish(name, Format.IDP));
        return new Address(UUID.randomUUID(), parcel, WRITER.place(sink(), parcel));
    }

    private static void deliver(SecretSink sink, Address address) {
        WRITER.put(sink, address, CONTENTS, WRITER.look(sink, address, CONTENTS));
    }

    private static boolean same(SecretSink sink, Address address) {
        return WRITER.look(sink, address, CONTENTS) instanceof Seen.Held held && held.same();
    }

    private static DescribeSecretResponse described(Address address) {
        return person.describeSecret(r -> r.secretId(address.place()));
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }
}
