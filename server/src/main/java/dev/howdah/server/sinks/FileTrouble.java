package dev.howdah.server.sinks;

import dev.howdah.resource.Reason;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;

/** What the operating system says of files, in our words. */
final class FileTrouble {

    private FileTrouble() {}

    static Trouble of(IOException e, Path directory) {
        String why = e instanceof FileSystemException f && f.getReason() != null
                ? f.getReason().toLowerCase(Locale.ROOT)
                : "";
        if (e instanceof AccessDeniedException || why.contains("not permitted") || why.contains("read-only")) {
            return new Trouble(
                    Reason.SINK_DENIED,
                    "the control plane may not do that below " + directory
                            + ": let its user write there; only root gives files to another user",
                    e);
        }
        if (e instanceof NotDirectoryException || why.contains("symbolic link") || why.contains("not a directory")) {
            return new Trouble(
                    Reason.SINK_TAKEN,
                    "a part of the path is a link or a file that Howdah did not leave there: remove it, or choose"
                            + " another path",
                    e);
        }
        if (why.contains("no space") || why.contains("quota")) {
            return new Trouble(Reason.DISK_FULL, "no space is left for files below " + directory, e);
        }
        if (why.contains("cross-device")) {
            return new Trouble(
                    Reason.SINK_DENIED, "a directory below " + directory + " is another file system: register it", e);
        }
        if (e instanceof NoSuchFileException) {
            return new Trouble(
                    Reason.SINK_UNREACHABLE, "there is no directory " + directory + ": make it, or mount it", e);
        }
        return new Trouble(
                Reason.SINK_UNREACHABLE,
                "files below " + directory + " can't be read or written" + (why.isEmpty() ? "" : " (" + why + ")"),
                e);
    }
}
