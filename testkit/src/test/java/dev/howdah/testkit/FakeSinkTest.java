package dev.howdah.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.resource.Deliver;
import dev.howdah.resource.Format;
import dev.howdah.resource.Metadata;
import dev.howdah.resource.Role;
import dev.howdah.resource.SecretSink;
import dev.howdah.resource.Status;
import dev.howdah.spi.Address;
import dev.howdah.spi.Contents;
import dev.howdah.spi.SinkWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The fake keeps the contract that it stands in for. */
final class FakeSinkTest implements SinkContract {

    private static final Contents FOREIGN = Contents.of(Map.of("other", "hand"));

    private final FakeSink fake = new FakeSink("vault");

    @BeforeEach
    void moods() {
        fake.mood("denied", FakeSink.Mood.DENIED);
        fake.mood("away", FakeSink.Mood.UNREACHABLE);
    }

    @Override
    public SinkWriter writer() {
        return fake;
    }

    @Override
    public SecretSink sink() {
        return named("fine");
    }

    @Override
    public SecretSink denied() {
        return named("denied");
    }

    @Override
    public List<SecretSink> unreachable() {
        return List.of(named("away"));
    }

    @Override
    public Deliver wish(String name, boolean text) {
        return new Deliver(
                Role.WRITE,
                "fine",
                text ? Format.URI : Format.IDP,
                name,
                null,
                null,
                null,
                null,
                Map.of(),
                null,
                null,
                null,
                List.of(),
                null,
                null,
                null);
    }

    @Override
    public Optional<Map<String, String>> held(Address address, boolean text) {
        return item(address).map(i -> i.contents().entries());
    }

    @Override
    public String trace(Address address) {
        return item(address).map(i -> Integer.toString(i.version())).orElse("");
    }

    @Override
    public void lose(Address address) {
        fake.lose("fine", address.place());
    }

    @Override
    public void plant(Address address) {
        fake.plant("fine", address.place(), FOREIGN);
    }

    @Override
    public boolean planted(Address address) {
        return item(address).filter(i -> i.contents().equals(FOREIGN)).isPresent();
    }

    @Test
    void itCountsWhatReachedIt() {
        Address address = address("counted", false);
        deliver(sink(), address, secret("one"));
        deliver(sink(), address, secret("one"));
        writer().remove(sink(), address);
        assertThat(fake.looks()).isEqualTo(2);
        assertThat(fake.writes()).isEqualTo(2);
    }

    private Optional<FakeSink.Item> item(Address address) {
        return fake.in("fine", address.place());
    }

    private static SecretSink named(String name) {
        return new SecretSink(
                Metadata.of(null, name),
                new SecretSink.Spec("vault", List.of(), null, null, null, null, null),
                Status.NEW);
    }
}
