package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.testkit.OpenBao;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** From an order to a real OpenBao, and out of it again. */
class VaultDeliveryTest {

    private final OpenBao bao = OpenBao.here();
    private final Seat seat = Seat.shared();
    private final Api admin = seat.admin();

    @Test
    void anOrdersCredentialIsInTheVaultWorksAndGoesWithTheOrder(@TempDir Path temp) throws IOException, SQLException {
        String mount = "kv-" + UUID.randomUUID();
        bao.must("POST", "sys/mounts/" + mount, Map.of("type", "kv-v2"));
        bao.must("POST", "sys/policies/acl/" + mount, Map.of("policy", """
                path "%1$s/data/howdah/*" { capabilities = ["create", "read", "update"] }
                path "%1$s/metadata/howdah/*" { capabilities = ["create", "update", "delete"] }
                """.formatted(mount)));
        Path token = Files.createFile(
                temp.resolve("token"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        admin.apply("""
                apiVersion: howdah.dev/v1
                kind: SecretSink
                metadata: { name: bao }
                spec:
                  type: vault
                  vault:
                    address: %s
                    caFile: %s
                    mount: %s
                    auth: { method: token, secretFile: %s }
                """.formatted(bao.address(), bao.caFile(), mount, token)).ok();
        Order order = seat.order("vaulted").with("{ deliver: [ { role: write, to: bao, format: jdbc } ] }");

        admin.ready(order);
        Seat.until(
                "the token is missed",
                () -> delivery(order).path("reason").asString("").equals("CredentialUnreadable"));
        Files.writeString(
                token,
                bao.must("POST", "auth/token/create", Map.of("policies", new String[] {mount}))
                        .path("auth")
                        .path("client_token")
                        .asString());
        Seat.until(
                "it is delivered",
                () -> delivery(order).path("state").asString("").equals("delivered"));

        String place = "howdah/" + order.namespace() + "/" + order.pg() + "-write";
        String url = bao.must("GET", mount + "/data/" + place, null)
                .at("/data/data/jdbc")
                .asString();
        try (var c = DriverManager.getConnection(url)) {
            assertThat(c.isValid(5)).isTrue();
        }
        admin.delete(order, "?purge=true&confirm=vaulted").ok();
        Seat.until(
                "nothing of it is left",
                () -> bao.ask("GET", mount + "/metadata/" + place, null).status() == 404);
        Seat.until(
                "the sink can go",
                () -> admin.send("DELETE", "/api/v1/secretsinks/bao", "").status() < 300);
    }

    private JsonNode delivery(Order order) {
        return admin.get(order.path() + "/deliveries").ok().at("/items/0");
    }
}
