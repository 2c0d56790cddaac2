package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SecretsTest {

    private final Seat seat = Seat.shared();
    private final Api admin = seat.admin();

    @Test
    void noPasswordAndNoTokenIsWrittenDownAnywhere() throws Exception {
        Order order = seat.order("whispered").with("{ deliver: [ { role: write, to: file } ] }");
        admin.plan(order.yaml()).ok();
        admin.ready(order);
        for (String role : List.of("admin", "write", "read")) {
            Pg login = Pg.of(admin.credential(order, role));
            assertThat(login.logIn()).isEmpty();
            assertThat(new Pg(login.host(), login.port(), login.database(), login.user(), "wrong", login.caPem())
                            .logIn())
                    .isEqualTo("28P01");
        }
        admin.send("POST", order.path() + "/rotate?grace=0s", "").ok();
        Seat.until(
                "all roles are rotated",
                () -> admin.get("/api/v1/operations?namespace=" + order.namespace())
                        .ok()
                        .path("items")
                        .isEmpty());
        for (String role : List.of("admin", "write", "read")) {
            assertThat(Pg.of(admin.credential(order, role)).user()).endsWith("-alt");
        }
        admin.send("POST", "/api/v1/tokens", "{\"name\":\"whisper\",\"right\":\"admin\"}")
                .ok();
        seat.as("howdah_" + "x".repeat(43)).get(order.path()).refused(401);
        admin.delete(order, "").ok();
        admin.settled(order);
        admin.send("POST", order.path() + "/undelete", "").ok();
        admin.settled(order);
        seat.platform("default").sql("DROP OWNED BY \"%1$s-read\"; ".formatted(order.pg()));
        seat.look(order, "Converged");

        assertThat(Secrets.delivered()).hasSizeGreaterThan(4).allMatch(s -> s.length() >= 32);
        var places = new TreeMap<String, String>();
        places.put("what this process logged", String.join("\n", Secrets.logged()));
        places.put("pg_stat_activity", seat.platform("default").one("SELECT query FROM pg_stat_activity"));
        places.put("pg_stat_activity of the Store", seat.store().one("SELECT query FROM pg_stat_activity"));
        for (String table :
                seat.store().sql("SELECT table_name FROM information_schema.tables WHERE table_schema = 'howdah'")) {
            places.put("table " + table, seat.store().one("SELECT t::text FROM howdah.\"" + table + "\" t"));
        }
        places.put("command lines", commandLines());
        for (Path file : filesUnder(seat.home())) {
            String name = seat.home().relativize(file).toString();
            if (!name.equals("token") && !isDelivered(name) && !isPlatforms(name)) {
                places.put(name, read(file));
            }
        }
        assertThat(places.keySet()).anyMatch(p -> p.contains("log")).contains("table audit", "table events");
        places.forEach(
                (place, text) -> assertThat(Secrets.delivered()).as(place).noneMatch(text::contains));
        assertThat(places.get("table audit")).contains("credentials.read", order.pg());
    }

    @Test
    void whatLiesInTheHomeIsReadByItsOwnerAlone() throws IOException {
        assertThat(mode(seat.home())).isEqualTo("rwx------");
        for (String directory : List.of("secrets", "run", "log", "dumps")) {
            assertThat(mode(seat.home().resolve(directory))).as(directory).isEqualTo("rwx------");
        }
        for (String file : List.of("token", "secrets/key", "run/server.json")) {
            assertThat(mode(seat.home().resolve(file))).as(file).isEqualTo("rw-------");
        }
        for (Path file : filesUnder(seat.home())) {
            assertThat(mode(file)).as(file.toString()).doesNotEndWith("w-").doesNotEndWith("w-x");
            if (file.toString().matches(".*(\\.key|secret|password|\\.log|base/.*)")) {
                assertThat(mode(file)).as(file.toString()).endsWith("---");
            }
        }
    }

    /** What is delivered as files by default holds passwords: it is there to be read by its consumer. */
    private static boolean isDelivered(String name) {
        return name.startsWith("out/");
    }

    /** PostgreSQL's own files are its business, and are looked at through it; not its logs. */
    private static boolean isPlatforms(String name) {
        return name.matches(".*/data/(base|global|pg_wal|pg_xact|pg_multixact|pg_subtrans|pg_stat.*)/.*");
    }

    private static List<Path> filesUnder(Path root) throws IOException {
        List<Path> out = new ArrayList<>();
        List<Path> roots = new ArrayList<>(List.of(root));
        for (String linked : List.of("store", "clusters")) {
            roots.add(root.resolve(linked).toRealPath());
        }
        for (Path start : roots) {
            Files.walkFileTree(start, new java.nio.file.SimpleFileVisitor<>() {
                @Override
                public java.nio.file.FileVisitResult visitFile(
                        Path file, java.nio.file.attribute.BasicFileAttributes attributes) {
                    if (attributes.isRegularFile()) {
                        out.add(file);
                    }
                    return java.nio.file.FileVisitResult.CONTINUE;
                }

                @Override
                public java.nio.file.FileVisitResult visitFileFailed(Path file, IOException e) {
                    return java.nio.file.FileVisitResult.CONTINUE;
                }
            });
        }
        return out;
    }

    private static String read(Path file) throws IOException {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    private static String mode(Path file) throws IOException {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        } catch (NoSuchFileException e) {
            return "---------";
        }
    }

    private static String commandLines() {
        var text = new StringBuilder();
        ProcessHandle.allProcesses().forEach(p -> {
            for (String file : List.of("cmdline", "environ")) {
                try {
                    text.append(
                            Files.readString(Path.of("/proc/" + p.pid() + "/" + file), StandardCharsets.ISO_8859_1));
                } catch (IOException e) {
                    // gone, or another user's
                }
            }
        });
        return text.toString();
    }
}
