package dev.howdah.postgres.seed;

import dev.howdah.resource.Reason;
import dev.howdah.spi.Trouble;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** What a program of this machine makes of a stream. */
final class Program extends FilterInputStream {

    private final Process process;
    private final InputStream from;
    private boolean over;

    private Program(Process process, InputStream from) {
        super(process.getInputStream());
        this.process = process;
        this.from = from;
    }

    /** Whether there is one. */
    static boolean zstd() {
        try {
            Process process = new ProcessBuilder("zstd", "--version")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** @throws Trouble where there is no zstd */
    static InputStream zstd(InputStream in) {
        try {
            Process process = new ProcessBuilder("zstd", "-dcq")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            Thread.ofVirtual().name("zstd").start(() -> feed(in, process));
            return new Program(process, in);
        } catch (IOException e) {
            throw new Trouble(
                    Reason.FAILED, "it is packed with zstd, and this machine has no zstd: install the package zstd", e);
        }
    }

    private static void feed(InputStream in, Process process) {
        try (OutputStream out = process.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException | Trouble e) {
            // whoever reads learns it from how the program ends
            process.destroy();
        }
    }

    @Override
    public int read() throws IOException {
        int b = super.read();
        end(b);
        return b;
    }

    @Override
    public int read(byte[] to, int at, int length) throws IOException {
        int n = super.read(to, at, length);
        end(n);
        return n;
    }

    private void end(int n) throws IOException {
        if (n >= 0 || over) {
            return;
        }
        over = true;
        try {
            if (process.waitFor() != 0) {
                throw new IOException("its zstd is cut off or damaged");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("it was called off", e);
        }
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        from.close();
        super.close();
    }
}
