package dev.howdah.postgres.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server outlives the process that started it, however that ends. */
final class SurvivalTest {

    @TempDir
    private Path temp;

    /** Starts a server and says so, then waits to be killed. */
    static final class Starter {
        private Starter() {}

        public static void main(String[] args) throws Exception {
            Path home = Path.of(args[0]);
            LocalPostgres.store(home, new PgBinaries(home, java.util.Optional.empty()), note -> {})
                    .up();
            System.out.println("up");
            Thread.sleep(600_000);
        }
    }

    @Test
    void killNineOfTheControlPlaneLeavesPostgresqlRunning() throws Exception {
        Path home = LocalHome.prepare(temp.resolve("home"));
        try {
            Process starter = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Starter.class.getName(),
                            home.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            assertThat(starter.inputReader().readLine()).isEqualTo("up");
            var store = LocalPostgres.store(home, new PgBinaries(home, java.util.Optional.empty()), note -> {});
            long pid = store.observe().pid();
            starter.destroyForcibly();
            starter.waitFor();
            assertThat(store.observe().pid()).isEqualTo(pid);
            assertThat(answers(store)).isTrue();
            assertThat(sessionOf(pid))
                    .as("a session of its own, out of reach of Ctrl-C")
                    .isEqualTo(pid);
        } finally {
            LocalHome.destroy(home, note -> {});
        }
    }

    private static boolean answers(LocalPostgres store) throws SQLException {
        try (var c = Platform.connect(store.access(), "postgres")) {
            return c.isValid(5);
        }
    }

    /** The sixth field of proc_pid_stat(5), the fourth behind the command's name. */
    private static long sessionOf(long pid) {
        String stat = Disk.read(Path.of("/proc/" + pid + "/stat")).orElseThrow();
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[3]);
    }
}
