package dev.howdah.postgres.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.postgres.local.OsUser;
import dev.howdah.postgres.local.Processes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobsTest {

    @TempDir
    Path dir;

    private static Job sh(String script, String... arguments) {
        var line = new java.util.ArrayList<>(List.of("sh", "-c", script, "sh"));
        line.addAll(List.of(arguments));
        return new Job(line, Map.of("COLOUR", "grey"), OsUser.self());
    }

    @AfterEach
    void none_is_left() {
        Jobs jobs = jobs();
        jobs.names().forEach(jobs::forget);
    }

    private Jobs jobs() {
        return new Jobs(dir.resolve("jobs"));
    }

    private Job.State ended(String name) throws Exception {
        for (int i = 0; i < 2000; i++) {
            Job.State state = jobs().look(name).orElseThrow();
            if (!(state instanceof Job.State.Running)) {
                return state;
            }
            Thread.sleep(5);
        }
        throw new AssertionError("it does not end");
    }

    @Test
    void what_it_said_and_how_it_ended_is_kept_for_whoever_looks() throws Exception {
        jobs().run("a", () -> sh("echo $COLOUR \"$1\" \"$2\"; pwd; exit 3", "two words", "--"));
        assertThat(ended("a")).isInstanceOfSatisfying(Job.State.Ended.class, e -> {
            assertThat(e.code()).isEqualTo(3);
            assertThat(e.log()).hasContent("grey two words --\n/");
        });
    }

    @Test
    void of_one_name_there_is_one() throws Exception {
        for (int i = 0; i < 3; i++) {
            jobs().run("a", () -> sh("echo once; sleep 0.1"));
        }
        assertThat(ended("a"))
                .isInstanceOfSatisfying(
                        Job.State.Ended.class, e -> assertThat(e.log()).hasContent("once"));
    }

    @Test
    void one_that_was_killed_is_lost() throws Exception {
        jobs().run("a", () -> sh("sleep 60"));
        long leader =
                Long.parseLong(Files.readString(dir.resolve("jobs/a/job.pid")).split(" ")[0]);
        Processes.signal(-leader, "KILL");
        assertThat(ended("a")).isInstanceOf(Job.State.Lost.class);
    }

    @Test
    void another_process_of_the_same_number_is_not_it() throws Exception {
        jobs().run("a", () -> sh("sleep 60"));
        Path file = dir.resolve("jobs/a/job.pid");
        String pid = Files.readString(file);
        Files.writeString(file, ProcessHandle.current().pid() + " 1\n");
        assertThat(jobs().look("a")).containsInstanceOf(Job.State.Lost.class);
        Files.writeString(file, pid);
    }

    @Test
    void forgetting_ends_all_of_it_and_may_be_repeated() throws Exception {
        jobs().run("a", () -> sh("sleep 60 & echo $!; wait"));
        Path log = dir.resolve("jobs/a/job.log");
        for (int i = 0; i < 400 && Files.readString(log).isBlank(); i++) {
            Thread.sleep(5);
        }
        long child = Long.parseLong(Files.readString(log).strip());
        jobs().forget("a");
        jobs().forget("a");
        assertThat(jobs().look("a")).isEmpty();
        assertThat(jobs().names()).isEmpty();
        for (int i = 0; i < 400 && alive(child); i++) {
            Thread.sleep(5);
        }
        assertThat(alive(child)).isFalse();
    }

    @Test
    void what_goes_on_without_its_shell_ends_before_there_is_another() throws Exception {
        jobs().run("a", () -> sh("echo $$; exec sleep 60"));
        Path log = dir.resolve("jobs/a/job.log");
        for (int i = 0; i < 400 && Files.readString(log).isBlank(); i++) {
            Thread.sleep(5);
        }
        long program = Long.parseLong(Files.readString(log).strip());
        long leader =
                Long.parseLong(Files.readString(dir.resolve("jobs/a/job.pid")).split(" ")[0]);
        Processes.signal(leader, "KILL");
        assertThat(ended("a")).isInstanceOf(Job.State.Lost.class);
        assertThat(alive(program)).isTrue();
        jobs().forget("a");
        assertThat(alive(program)).isFalse();
    }

    private static boolean alive(long pid) throws Exception {
        Path stat = Path.of("/proc/" + pid + "/stat");
        return Files.exists(stat) && !Files.readString(stat).contains(") Z ");
    }
}
