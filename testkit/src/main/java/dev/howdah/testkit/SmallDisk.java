package dev.howdah.testkit;

import java.nio.file.Path;
import org.opentest4j.TestAbortedException;

/** A directory with a small file system of its own, which can be full. Where it can't be had, the test is skipped loudly. */
public record SmallDisk(Path dir) implements AutoCloseable {

    /**
     * @param dir of which what is in it is hidden meanwhile
     * @param options of a tmpfs: {@code size=6m,mode=0755}
     * @param test that is skipped without
     */
    public static SmallDisk mounted(Path dir, String options, String test) {
        if (Shell.run("mount", "-t", "tmpfs", "-o", options, "tmpfs", dir) != 0) {
            String why = "SKIPPED: the full disk of " + test + ", mounting a small file system takes root";
            System.err.println(why);
            throw new TestAbortedException(why);
        }
        return new SmallDisk(dir);
    }

    /** @param size such as {@code 100m} */
    public void resize(String size) {
        if (Shell.run("mount", "-o", "remount,size=" + size, dir) != 0) {
            throw new IllegalStateException("can't make " + dir + " larger");
        }
    }

    @Override
    public void close() {
        Shell.run("umount", dir);
    }
}
