package dev.howdah.kubernetes;

import dev.howdah.resource.Deliver;
import dev.howdah.resource.Format;
import dev.howdah.resource.Role;
import dev.howdah.resource.SecretSink;
import dev.howdah.spi.Address;
import dev.howdah.spi.SinkWriter;
import dev.howdah.testkit.SinkContract;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class KubernetesSinkTest implements SinkContract {

    @TempDir
    static Path dir;

    private static final SinkWriter WRITER = new KubernetesSink();
    private static Seat seat;
    private static Seat closed;
    private static KubernetesClient consumer;
    private static ServerSocket silent;

    @BeforeAll
    static void start() throws IOException {
        seat = new Seat(dir);
        closed = new Seat(dir.resolve("closed").toFile().mkdirs() ? dir.resolve("closed") : dir);
        closed.api.refuse(r -> Optional.of(ApiServer.answer(403, "Forbidden", "forbidden")));
        consumer = seat.client("consumer");
        silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterAll
    static void stop() throws IOException {
        WRITER.close();
        consumer.close();
        seat.close();
        closed.close();
        silent.close();
    }

    @Override
    public SinkWriter writer() {
        return WRITER;
    }

    @Override
    public SecretSink sink() {
        return seat.sink();
    }

    @Override
    public SecretSink denied() {
        return closed.sink();
    }

    @Override
    public List<SecretSink> unreachable() {
        return List.of(at("nobody", "http://127.0.0.1:1"), at("silent", "http://127.0.0.1:" + silent.getLocalPort()));
    }

    private static SecretSink at(String name, String url) {
        return Seat.sink(Seat.kubeconfig(dir.resolve(name), url), false);
    }

    @Override
    public Deliver wish(String name, boolean text) {
        return named(name, text ? Format.URI : Format.IDP, null);
    }

    static Deliver named(String name, Format format, @Nullable String serviceAccount) {
        return new Deliver(
                Role.WRITE,
                "apps",
                format,
                name,
                null,
                null,
                serviceAccount,
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
        return Optional.ofNullable(get(address)).map(s -> {
            Map<String, String> plain = new TreeMap<>();
            s.getData()
                    .forEach((k, v) ->
                            plain.put(k, new String(Base64.getDecoder().decode(v), StandardCharsets.UTF_8)));
            return plain;
        });
    }

    private static @Nullable Secret get(Address address) {
        Spot spot = Spot.of(address);
        return consumer.secrets()
                .inNamespace(spot.namespace())
                .withName(spot.name())
                .get();
    }

    @Override
    public String trace(Address address) {
        return String.valueOf(get(address).getMetadata().getResourceVersion());
    }

    @Override
    public void lose(Address address) {
        consumer.resource(get(address)).delete();
    }

    @Override
    public void plant(Address address) {
        Spot spot = Spot.of(address);
        consumer.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(spot.namespace())
                        .withName(spot.name())
                        .addToLabels("app.kubernetes.io/managed-by", "howdah")
                        .endMetadata()
                        .withData(Map.of("password", "cGxhbnRlZA=="))
                        .build())
                .create();
    }

    @Override
    public boolean planted(Address address) {
        Secret secret = get(address);
        return secret != null && secret.getData().equals(Map.of("password", "cGxhbnRlZA=="));
    }
}
