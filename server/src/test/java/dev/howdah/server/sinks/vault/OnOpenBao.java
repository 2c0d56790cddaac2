package dev.howdah.server.sinks.vault;

import dev.howdah.postgres.existing.SecretFiles;
import dev.howdah.resource.Deliver;
import dev.howdah.resource.Format;
import dev.howdah.resource.Metadata;
import dev.howdah.resource.Role;
import dev.howdah.resource.SecretSink;
import dev.howdah.resource.SecretSink.VaultAuth;
import dev.howdah.resource.SecretSink.VaultSettings;
import dev.howdah.resource.Status;
import dev.howdah.spi.Address;
import dev.howdah.testkit.OpenBao;
import dev.howdah.testkit.SinkContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The contract on a real OpenBao, whose other hand is root with plain HTTP. */
interface OnOpenBao extends SinkContract {

    Map<String, String> FOREIGN = Map.of("other", "hand");

    OpenBao bao();

    /** A KV engine of this test's own. */
    String mount();

    /** Of the KV engine. */
    int version();

    /** Where secrets of the platform are kept. */
    Path secrets();

    static VaultSink writer(Path home) {
        return writer(home, Clock.systemUTC());
    }

    static VaultSink writer(Path home, Clock clock) {
        return new VaultSink(
                new SecretFiles(home, name -> null), Duration.ofSeconds(5), home.resolve("pod-token"), clock);
    }

    /** As docs/sinks.md gives it. */
    default String policy() {
        return version() == 1 ? """
                path "%1$s/howdah/*" { capabilities = ["create", "read", "update", "delete"] }
                """.formatted(mount()) : """
                path "%1$s/data/howdah/*" { capabilities = ["create", "read", "update"] }
                path "%1$s/metadata/howdah/*" { capabilities = ["create", "update", "delete"] }
                """.formatted(mount());
    }

    default void prepare() {
        bao().must("POST", "sys/mounts/" + mount(), Map.of("type", "kv", "options", Map.of("version", "" + version())));
        bao().must("POST", "sys/policies/acl/" + mount(), Map.of("policy", policy()));
    }

    /** A token of these policies. */
    default String token(String policies) {
        return bao().must("POST", "auth/token/create", Map.of("policies", List.of(policies), "ttl", "1h"))
                .path("auth")
                .path("client_token")
                .asString();
    }

    /** A file that holds it, as the platform would keep it. */
    default Path file(String name, String secret) {
        try {
            Path file = secrets().resolve(name);
            if (!Files.exists(file)) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
            return Files.writeString(file, secret + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    default VaultAuth byToken(Path file) {
        return new VaultAuth("token", null, null, null, file.toString(), null);
    }

    default SecretSink sink(VaultAuth auth) {
        return sink(bao().address(), mount(), auth);
    }

    default SecretSink sink(String address, String mount, VaultAuth auth) {
        return sink(new VaultSettings(
                address,
                address.startsWith("https") ? bao().caFile().toString() : null,
                mount,
                version(),
                null,
                null,
                auth));
    }

    static SecretSink sink(VaultSettings settings) {
        return new SecretSink(
                Metadata.of(null, "vault"),
                new SecretSink.Spec("vault", List.of(), null, null, null, null, settings),
                Status.NEW);
    }

    @Override
    default SecretSink sink() {
        return sink(byToken(secrets().resolve("token")));
    }

    @Override
    default SecretSink denied() {
        return sink(byToken(secrets().resolve("denied")));
    }

    @Override
    default List<SecretSink> unreachable() {
        VaultAuth auth = byToken(secrets().resolve("token"));
        return List.of(
                sink("http://127.0.0.1:1", mount(), auth),
                sink("http://127.0.0.1:" + Silent.HERE.getLocalPort(), mount(), auth),
                sink("https://127.0.0.1:" + Silent.HERE.getLocalPort(), mount(), auth));
    }

    @Override
    default Deliver wish(String name, boolean text) {
        return named(name, text ? Format.URI : Format.IDP);
    }

    static Deliver named(@Nullable String name, Format format) {
        return new Deliver(
                Role.WRITE,
                "vault",
                format,
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

    default String data(Address address) {
        return mount() + (version() == 2 ? "/data/" : "/") + address.place();
    }

    default String metadata(Address address) {
        return mount() + (version() == 2 ? "/metadata/" : "/") + address.place();
    }

    @Override
    default Optional<Map<String, String>> held(Address address, boolean text) {
        var said = bao().ask("GET", data(address), null);
        if (said.status() == 404) {
            return Optional.empty();
        }
        var data = version() == 2
                ? said.body().path("data").path("data")
                : said.body().path("data");
        return Optional.of(data.properties().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().asString())));
    }

    @Override
    default void lose(Address address) {
        bao().must("DELETE", metadata(address), null);
    }

    @Override
    default void plant(Address address) {
        bao().must("POST", data(address), version() == 2 ? Map.of("data", FOREIGN) : FOREIGN);
    }

    @Override
    default boolean planted(Address address) {
        return held(address, false).equals(Optional.of(FOREIGN));
    }

    /** Who takes connections and says nothing. */
    final class Silent {

        static final ServerSocket HERE = open();

        private Silent() {}

        private static ServerSocket open() {
            try {
                return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
