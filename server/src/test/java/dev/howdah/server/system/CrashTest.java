package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.postgres.local.LocalHome;
import dev.howdah.resource.Json;
import dev.howdah.server.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A control plane in a process of its own, killed without warning in the middle of its work. */
class CrashTest {

    private static final int KILLS = 3;
    private static final int ORDERS = 8;

    @TempDir
    private Path temp;

    private Process process;

    private Path home() {
        return temp.resolve("home");
    }

    @AfterEach
    void destroy() {
        if (process != null) {
            kill();
        }
        LocalHome.destroy(home(), note -> {});
    }

    @Test
    void killedInTheMiddleOfOrdersItEndsThemAllAndLeavesNothingHalfMade() throws IOException {
        var random = new Random(7);
        List<Order> orders = new ArrayList<>();
        Api api = start();
        // Some orders get a warm seat, some do not; seats are being made when it is killed, too.
        api.apply(warmSeats(3)).ok();
        for (int round = 0; round < KILLS; round++) {
            StringBuilder documents = new StringBuilder();
            for (int i = 0; i < ORDERS; i++) {
                Order order = Order.of("crash", "r" + round + "n" + i).with("{ extensions: [pg_trgm] }");
                orders.add(order);
                documents.append(order.yaml());
            }
            api.apply(documents.toString()).ok();
            pause(random.nextInt(600));
            kill();
            api = start();
        }

        for (Order order : orders) {
            assertThat(Order.reason(api.settled(order))).isEqualTo("Converged");
            for (String role : List.of("admin", "write", "read")) {
                assertThat(Pg.of(api.credential(order, role)).logIn()).isEmpty();
            }
        }
        api.apply(warmSeats(0)).ok();
        Pg platform = Seat.platform(home(), "default");
        Seat.until(
                "all seats that no order took are dropped",
                () -> platform.one("SELECT count(*) FROM pg_shdescription WHERE description LIKE '% howdah/seat-%'")
                        .equals("0"));
        assertThat(platform.sql("""
                        SELECT datname FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres'
                        AND (datname LIKE 'howdah-new-%' OR shobj_description(oid, 'pg_database') IS NULL)""")).isEmpty();
        assertThat(platform.one("SELECT count(*) FROM pg_roles WHERE rolname LIKE 'crash-%'"))
                .isEqualTo(String.valueOf(orders.size() * 6));
        assertThat(api.get("/api/v1/orphans").ok().path("items")).isEmpty();
        String said = Files.readString(temp.resolve("out"));
        assertThat(Secrets.delivered()).noneMatch(said::contains);
    }

    private static String warmSeats(int seats) {
        return "{ apiVersion: howdah.dev/v1, kind: Cluster, metadata: { name: default }, spec: { warmSeats: " + seats
                + " } }";
    }

    private Api start() throws IOException {
        process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Main.class.getName(),
                        "run",
                        "--home",
                        home().toString(),
                        "--port",
                        "0")
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(temp.resolve("out").toFile()))
                .start();
        String[] url = {""};
        Seat.until("the control plane is up", () -> {
            assertThat(process.isAlive()).as("it runs").isTrue();
            url[0] = url();
            return !url[0].isEmpty() && ready(url[0]);
        });
        String token = Files.readString(home().resolve("token")).strip();
        Secrets.delivered(token);
        return new Api(() -> url[0], token);
    }

    /** Of this process; a killed one leaves its file behind. */
    private String url() {
        try {
            JsonNode run = Json.mapper().readTree(Files.readString(home().resolve("run/server.json")));
            return run.path("pid").asLong() == process.pid()
                    ? run.path("apiUrl").asString()
                    : "";
        } catch (IOException e) {
            return "";
        }
    }

    private static boolean ready(String url) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            var request =
                    HttpRequest.newBuilder(URI.create(url + "/health/ready")).build();
            return client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode() == 200;
        } catch (ConnectException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
