package dev.howdah.postgres.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiskTest {

    private static final int FILES = 300;

    /** As a backup of a server does that is stopped and removed meanwhile. */
    @Test
    void aTreeThatSomebodyStillWritesIntoIsGoneOnceTheyAre(@TempDir Path temp) throws Exception {
        Path root = temp.resolve("root");
        Files.createDirectories(root.resolve("deep/er"));
        AtomicInteger written = new AtomicInteger();
        Thread writer = Thread.ofPlatform().start(() -> {
            while (written.get() < FILES) {
                try {
                    Path file = root.resolve("deep/er/d" + written.get()).resolve("file");
                    Files.createDirectories(file.getParent());
                    Files.writeString(file, "x");
                    written.incrementAndGet();
                    Thread.sleep(2);
                } catch (java.io.IOException e) {
                    // its directory went, and is made again
                } catch (InterruptedException e) {
                    return;
                }
            }
        });
        while (written.get() < FILES / 10) {
            Thread.onSpinWait();
        }
        while (writer.isAlive()) {
            Disk.deleteTree(root);
        }
        Disk.deleteTree(root);
        assertThat(root).doesNotExist();
        Disk.deleteTree(root);
    }
}
