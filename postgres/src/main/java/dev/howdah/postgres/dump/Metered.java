package dev.howdah.postgres.dump;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts what is read for whoever watches, and ends when it was called off. */
final class Metered extends FilterInputStream {

    private final Errands.Meter meter;

    Metered(InputStream in, Errands.Meter meter) {
        super(in);
        this.meter = meter;
    }

    @Override
    public int read() throws IOException {
        int b = super.read();
        meter.moved(b < 0 ? 0 : 1);
        return b;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int n = super.read(into, offset, length);
        meter.moved(Math.max(0, n));
        return n;
    }
}
