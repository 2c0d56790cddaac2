package dev.howdah.server.sinks;

import java.io.IOException;

/** What a secret becomes in a directory: a file, or a directory of files. */
sealed interface Form permits OneFile, ManyFiles {

    /** Whether exactly this secret is there, for nobody but whom it is for. */
    boolean same(Spot spot) throws IOException;

    /** Puts it there in one moment, over what a delivery left. */
    void write(Spot spot) throws IOException;
}
