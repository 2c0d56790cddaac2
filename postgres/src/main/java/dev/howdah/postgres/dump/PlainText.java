package dev.howdah.postgres.dump;

import java.io.IOException;
import java.io.InputStream;

/** Where a plain dump is read from, as often as need be. */
public interface PlainText {

    /** @param meter counts what is read */
    InputStream open(Meter meter) throws IOException;
}
