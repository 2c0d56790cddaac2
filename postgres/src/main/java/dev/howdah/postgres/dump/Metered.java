package dev.howdah.postgres.dump;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts what is read for whoever watches, and ends when it was called off. */
public final class Metered extends FilterInputStream {

    private final Meter meter;

    public Metered(InputStream in, Meter meter) {
        super(in);
        this.meter = meter;
    }

    @Override
    public int read() throws IOException {
        int b = super.read();
        meter.add(b < 0 ? 0 : 1);
        return b;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int n = super.read(into, offset, length);
        meter.add(Math.max(0, n));
        return n;
    }
}
