package dev.howdah.aws;

import dev.howdah.resource.Deliver;
import dev.howdah.resource.Format;
import dev.howdah.resource.SecretSink;
import dev.howdah.spi.Address;
import dev.howdah.spi.SinkWriter;
import dev.howdah.testkit.Moto;
import dev.howdah.testkit.SinkContract;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.InvalidRequestException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import tools.jackson.databind.json.JsonMapper;

/** Against moto, with the recovery window that secrets have unless a sink says otherwise. */
class AwsSinkTest implements SinkContract {

    private static final SinkWriter WRITER = new AwsSink(Aws::env);
    private static final Set<String> LOST = ConcurrentHashMap.newKeySet();
    private static Moto moto;
    private static Refusing denied;
    private static ServerSocket silent;
    private static SecretsManagerClient consumer;

    @BeforeAll
    static void start() throws IOException {
        moto = Moto.shared();
        denied = Refusing.accessDenied();
        silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        consumer = Aws.client(moto.url());
    }

    @AfterAll
    static void stop() throws IOException {
        WRITER.close();
        if (moto != null) {
            consumer.close();
            silent.close();
            denied.close();
        }
    }

    @Override
    public SinkWriter writer() {
        return WRITER;
    }

    @Override
    public SecretSink sink() {
        return Aws.sink(Aws.at(moto.url()));
    }

    @Override
    public SecretSink denied() {
        return Aws.sink(Aws.at(denied.url()));
    }

    @Override
    public List<SecretSink> unreachable() {
        return List.of(
                Aws.sink(Aws.at("http://127.0.0.1:1")), Aws.sink(Aws.at("http://127.0.0.1:" + silent.getLocalPort())));
    }

    @Override
    public Deliver wish(String name, boolean text) {
        return Aws.wish("customer/idp-dev/" + name, text ? Format.URI : Format.IDP);
    }

    @Override
    public Optional<Map<String, String>> held(Address address, boolean text) {
        String value;
        try {
            value = consumer.getSecretValue(r -> r.secretId(address.place())).secretString();
        } catch (ResourceNotFoundException | InvalidRequestException e) {
            return Optional.empty();
        }
        if (text) {
            return Optional.of(Map.of("text", value));
        }
        Map<String, String> keys = new LinkedHashMap<>();
        JsonMapper.shared()
                .readTree(value)
                .properties()
                .forEach(e -> keys.put(e.getKey(), e.getValue().asString()));
        return Optional.of(keys);
    }

    @Override
    public String trace(Address address) {
        return consumer.describeSecret(r -> r.secretId(address.place()))
                .versionIdsToStages()
                .keySet()
                .toString();
    }

    /** At first as the console does it, to be recovered; then for good. */
    @Override
    public void lose(Address address) {
        boolean first = LOST.add(address.place());
        consumer.deleteSecret(r -> {
            r.secretId(address.place());
            if (first) {
                r.recoveryWindowInDays(30L);
            } else {
                r.forceDeleteWithoutRecovery(true);
            }
        });
    }

    @Override
    public void plant(Address address) {
        consumer.createSecret(r -> r.name(address.place()).secretString("planted"));
    }

    @Override
    public boolean planted(Address address) {
        return consumer.getSecretValue(r -> r.secretId(address.place()))
                .secretString()
                .equals("planted");
    }
}
