package dev.howdah.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can go wrong before a control plane runs; the rest is end-to-end. */
class UpTest {

    @TempDir
    Path home;

    private Line line(String java) throws IOException {
        Path program = Files.writeString(home.resolve("java"), "#!/bin/bash\n" + java);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path dist = Files.createDirectories(home.resolve("dist/server")).getParent();
        return new Line(home).with("HOWDAH_JAVA", program.toString()).with("HOWDAH_DIST", dist.toString());
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void a_port_that_is_taken_is_told_with_its_owner_and_a_free_one() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            Line.Ran ran = line("exit 9").run("up", "--port", String.valueOf(port));
            assertThat(ran.exit()).isEqualTo(1);
            assertThat(ran.err())
                    .contains("port " + port + " is taken")
                    .contains("pid " + ProcessHandle.current().pid())
                    .containsPattern("howdah up --port \\d+");
        }
    }

    @Test
    void a_control_plane_that_dies_while_starting_leaves_its_last_words() throws IOException {
        Line.Ran ran = line("echo first; echo 'no space left on device' >&2; exit 3")
                .run("up", "--port", String.valueOf(freePort()));
        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.err())
                .contains("the control plane ended while it was starting")
                .contains("  no space left on device");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(".howdah"))))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(".howdah/log/server.log"))))
                .isEqualTo("rw-------");
    }

    @Test
    void a_control_plane_that_is_not_ready_in_time_goes_on_and_the_command_says_so() throws Exception {
        Line.Ran ran = line("echo $$ >" + home.resolve("pid") + "; exec sleep 60")
                .run("up", "--port", String.valueOf(freePort()), "--timeout", "1s");
        assertThat(ran.exit()).isEqualTo(5);
        assertThat(ran.err()).contains("the control plane is not ready").contains("It goes on by itself");
        var process = ProcessHandle.of(
                Long.parseLong(Files.readString(home.resolve("pid")).strip()));
        assertThat(process).isPresent();
        process.get().destroyForcibly();
        process.get().onExit().get();
    }

    @Test
    void the_pid_of_another_process_is_no_control_plane() throws IOException {
        Files.createDirectories(home.resolve(".howdah/run"));
        Files.writeString(
                home.resolve(".howdah/run/server.json"),
                "{\"pid\":" + ProcessHandle.current().pid() + ",\"apiUrl\":\"http://127.0.0.1:" + freePort() + "\"}");
        Line.Ran ran = line("echo started anew; exit 3").run("up");
        assertThat(ran.err()).contains("started anew");
    }

    @Test
    void destroying_needs_to_be_confirmed() throws IOException {
        Line.Ran ran = line("exit 9").run("down", "--destroy");
        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).contains("for good").contains("howdah down --destroy --confirm");
    }

    @Test
    void a_replica_is_the_server_with_the_stores_url_and_never_a_password() throws IOException {
        Path home = Files.createDirectories(this.home.resolve("replica"));
        Path said = this.home.resolve("said");
        Line.Ran ran = line("echo \"$@\" > " + said + "; exit 0")
                .run(
                        "server",
                        "--store-url",
                        "postgresql://howdah@db/store",
                        "--store-password-file",
                        "pw",
                        "--home",
                        home.toString());
        assertThat(ran.exit()).isZero();
        assertThat(said)
                .content()
                .contains("run --home " + home, "--store-url postgresql://howdah@db/store", "--listen 127.0.0.1")
                .containsPattern("--store-password-file /\\S*/pw");
        assertThat(line("exit 1").run("server").err()).contains("--store-url");
    }

    @Test
    void nothing_to_stop_is_said_and_no_failure() throws IOException {
        assertThat(line("exit 9").run("down").out()).startsWith("Nothing runs: there is no ");
    }

    @Test
    void doctor_finds_secrets_that_others_can_read() throws IOException {
        Path howdah = Files.createDirectories(home.resolve(".howdah"));
        Files.setPosixFilePermissions(howdah, PosixFilePermissions.fromString("rwx------"));
        Path token = Files.writeString(howdah.resolve("token"), "t");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r--r--"));
        Line.Ran ran = line("").run("doctor", "--port", String.valueOf(freePort()));
        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.out()).contains("fail  file modes").contains("mend: chmod go-rwx " + token);
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        assertThat(line("").run("doctor").out())
                .contains("ok    file modes")
                .contains("ok    JDK")
                .contains("warn  control plane");
    }
}
