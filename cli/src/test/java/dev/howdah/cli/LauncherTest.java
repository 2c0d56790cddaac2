package dev.howdah.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher, on copies of it with JDKs and Mavens that only say how they were called. */
class LauncherTest {

    private static final String JAVA = """
            #!/bin/bash
            case "$*" in
                *-XX:AOTCacheOutput=*) for a in "$@"; do [[ $a == -XX:AOTCacheOutput=* ]] && echo cache >"${a#*=}"; done ;;
                *) printf 'java:%s\\n' "$@"; printf 'dist:%s\\n' "$HOWDAH_DIST" ;;
            esac
            """;

    private static final String MAVEN = """
            #!/bin/bash
            echo "maven with $JAVA_HOME: $*"
            [[ -e fail ]] && { echo "BUILD FAILURE: no luck"; exit 1; }
            for a in "$@"; do [[ $a == -Dhowdah.dist=* ]] && dist=${a#*=}; done
            mkdir -p "$dist/cli" "$dist/server"
            touch "$dist/cli/howdah-cli-1.jar" "$dist/cli/other.jar" "$dist/server/howdah-server-1.jar"
            """;

    @TempDir
    Path temp;

    private Path root = Path.of("");
    private final Map<String, String> env = new HashMap<>();

    @BeforeEach
    void copy() throws IOException {
        root = Files.createDirectories(temp.resolve("a place/with spaces"));
        Files.copy(Golden.root().resolve("howdah"), root.resolve("howdah"));
        Files.writeString(root.resolve("pom.xml"), "<project/>");
        for (String part : List.of("core", "postgres", "server", "cli")) {
            Files.createDirectories(root.resolve(part).resolve("src/main"));
            Files.writeString(root.resolve(part).resolve("pom.xml"), "<project/>");
        }
        program(temp.resolve("bin/mvn"), MAVEN);
        env.put("PATH", temp.resolve("bin") + ":/usr/bin:/bin");
        env.put("JAVA_HOME", jdk("25", "25.0.1").toString());
        env.put("HOWDAH_JVM_DIRS", temp.resolve("jvm").toString());
        env.put("HOWDAH_AOT", "off");
    }

    private static void program(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Path jdk(String name, String version) throws IOException {
        Path jdk = temp.resolve("jvm").resolve(name);
        program(jdk.resolve("bin/java"), JAVA);
        program(jdk.resolve("bin/javac"), JAVA);
        Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        return jdk;
    }

    private Line.Ran run(Path cwd, String program, String... args) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(program));
        command.addAll(List.of(args));
        Path out = Files.createTempFile(temp, "out", "");
        Path err = Files.createTempFile(temp, "err", "");
        var builder = new ProcessBuilder(command)
                .directory(cwd.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeIf(k -> k.startsWith("HOWDAH") || k.equals("JAVA_HOME"));
        builder.environment().putAll(env);
        int exit = builder.start().waitFor();
        return new Line.Ran(
                exit, Files.readString(out, StandardCharsets.UTF_8), Files.readString(err, StandardCharsets.UTF_8));
    }

    private Line.Ran run(String... args) throws IOException, InterruptedException {
        return run(root, "./howdah", args);
    }

    @Test
    void builds_at_first_and_hands_every_argument_on_as_it_is() throws Exception {
        Line.Ran ran = run("get", "a b", "", "*", "$x");
        assertThat(ran.exit()).as(ran.err()).isZero();
        assertThat(ran.err())
                .startsWith("howdah: building; the log is target/build.log\n")
                .contains("howdah: built in");
        assertThat(ran.out())
                .contains("java:dev.howdah.cli.Main\njava:get\njava:a b\njava:\njava:*\njava:$x\n")
                .contains("java:" + root + "/target/dist/cli/howdah-cli-1.jar:" + root + "/target/dist/cli/other.jar\n")
                .contains("java:-Dhowdah.tty=\n")
                .contains("dist:" + root + "/target/dist\n");
        assertThat(root.resolve("target/build.log"))
                .content()
                .contains("maven with " + env.get("JAVA_HOME") + ": -q -B");
        assertThat(run("get").err()).isEmpty();
    }

    @Test
    void is_found_through_symbolic_links_from_any_directory() throws Exception {
        run("version");
        Path link = Files.createSymbolicLink(temp.resolve("bin/howdah"), Path.of("../l2"));
        Files.createSymbolicLink(temp.resolve("l2"), root.resolve("howdah"));
        assertThat(run(Path.of("/"), link.toString(), "x").out()).contains("dist:" + root + "/target/dist\n");
        assertThat(run(Path.of("/"), "bash", "-c", "howdah x").out()).contains("dist:" + root + "/target/dist\n");
        assertThat(run(temp.resolve("bin"), "./howdah", "x").out()).contains("dist:" + root + "/target/dist\n");
    }

    @Test
    void only_up_looks_for_sources_that_are_newer() throws Exception {
        run("version");
        Path source = Files.writeString(root.resolve("cli/src/main/New.java"), "class New {}");
        Files.setLastModifiedTime(
                source, java.nio.file.attribute.FileTime.fromMillis(System.currentTimeMillis() + 60_000));
        assertThat(run("get").err()).isEmpty();
        assertThat(run("up").err()).contains("building");
    }

    @Test
    void a_build_that_fails_shows_the_end_of_its_log_and_keeps_what_was_there() throws Exception {
        Files.createFile(root.resolve("fail"));
        Line.Ran ran = run("version");
        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err())
                .contains("BUILD FAILURE: no luck")
                .contains("the whole log is " + root + "/target/build.log");
        assertThat(root.resolve("target/dist")).doesNotExist();
    }

    @Test
    void without_maven_it_says_how_to_install_it() throws Exception {
        Files.delete(temp.resolve("bin/mvn"));
        for (String tool : List.of("bash", "readlink", "mkdir", "flock", "env", "dirname")) {
            Path real = Path.of("/usr/bin", tool);
            if (Files.exists(real)) {
                Files.createSymbolicLink(temp.resolve("bin").resolve(tool), real);
            }
        }
        env.put("PATH", temp.resolve("bin").toString());
        assertThat(run("version").err()).contains("needs Maven").contains("sudo apt-get install maven");
    }

    @Test
    void takes_a_newer_jdk_when_java_home_is_an_old_one() throws Exception {
        env.put("JAVA_HOME", jdk("21", "21.0.4").toString());
        Path good = jdk("26", "26");
        Files.delete(temp.resolve("jvm/25/bin/javac"));
        run("version");
        assertThat(root.resolve("target/build.log")).content().contains("maven with " + good + ":");
    }

    @Test
    void without_a_jdk_that_is_new_enough_it_says_what_to_install() throws Exception {
        Files.delete(temp.resolve("jvm/25/bin/java"));
        env.put("JAVA_HOME", jdk("21", "21.0.4").toString());
        Line.Ran ran = run("version");
        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.err())
                .contains("needs a JDK of 25 or later: the newest here is ")
                .contains("apt-get install openjdk-25-jdk")
                .contains("JAVA_HOME");
    }

    @Test
    void caches_are_made_beside_and_used_from_then_on_until_a_jar_changes() throws Exception {
        env.put("HOWDAH_AOT", "on");
        assertThat(run("version").out()).doesNotContain("-XX:AOTCache=");
        Path cache = root.resolve("target/dist/cli.aot");
        await(cache.resolveSibling("cli.aot.key"));
        assertThat(run("version").out()).contains("java:-XX:AOTCache=" + cache + "\n");
        Files.setLastModifiedTime(
                root.resolve("target/dist/cli/other.jar"),
                java.nio.file.attribute.FileTime.fromMillis(System.currentTimeMillis() + 60_000));
        assertThat(run("version").out()).doesNotContain("-XX:AOTCache=");
    }

    private static void await(Path file) throws InterruptedException {
        for (int i = 0; i < 600 && !Files.exists(file); i++) {
            Thread.sleep(50);
        }
        assertThat(file).exists();
    }
}
