package dev.howdah.server.sinks.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.resource.Reason;
import dev.howdah.resource.SecretSink;
import dev.howdah.spi.Address;
import dev.howdah.spi.SinkWriter;
import dev.howdah.testkit.OpenBao;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Version 1 of the KV engine, which has neither versions nor marks. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VaultKv1Test implements OnOpenBao {

    @TempDir
    private static Path temp;

    private final OpenBao bao = OpenBao.here();
    private final String mount = "kv1-" + UUID.randomUUID();
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
        return 1;
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
    public boolean marks() {
        return false;
    }

    @Override
    public boolean tellsForeign() {
        return false;
    }

    /** Nothing in version 1 counts writes: what is read would differ in nothing. */
    @Override
    public String trace(Address address) {
        return held(address, false).map(Object::toString).orElse("");
    }

    @Test
    void anEngineOfVersionTwoIsNamedAsSuch() {
        String other = "kv2-" + UUID.randomUUID();
        bao.must("POST", "sys/mounts/" + other, Map.of("type", "kv-v2"));
        SecretSink wrong = sink(bao.address(), other, byToken(file("root", token("root"))));
        Address address = address("wrong", false);
        assertTrouble(() -> writer.check(wrong), secret("x-password"), Reason.SINK_UNREACHABLE);
        assertTrouble(
                () -> deliver(wrong, address, secret("x-password")), secret("x-password"), Reason.SINK_UNREACHABLE);
        assertThat(held(address, false)).isEmpty();
    }
}
