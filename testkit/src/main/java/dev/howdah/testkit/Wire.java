package dev.howdah.testkit;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Wires to PostgreSQL servers that understand what goes over them: a client's statements are seen one by one, and all
 * wires can be cut right before any of them. To a server, a client whose wires are cut is a process that died.
 */
public final class Wire implements AutoCloseable {

    /** Decides what becomes of a statement that a client is about to send. */
    @FunctionalInterface
    public interface Cutter {
        /** @param sql empty for one that was prepared before */
        Cut before(String sql);
    }

    /** What becomes of a statement. */
    public enum Cut {
        /** It goes to the server. */
        NO,
        /** Neither it nor anything later reaches a server: all wires are cut, and no new one is laid. */
        DIE,
        /** It runs, but its client is cut off before it hears so. */
        RUN_AND_CUT
    }

    private static final int SSL_REQUEST = 80_877_103;
    private static final int GSS_REQUEST = 80_877_104;

    private final ServerSocket listener;
    private final Cutter cutter;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Object turn;
    private final int port;
    private volatile boolean dead;

    private Wire(int port, Cutter cutter, Object turn) {
        this.port = port;
        this.cutter = cutter;
        this.turn = turn;
        try {
            this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        Thread.ofVirtual().name("wire").start(this::accept);
    }

    /**
     * A wire to a server on this machine, without TLS.
     *
     * @param turn one for all wires of one client: its statements are looked at one after the other
     */
    public static Wire to(int port, Cutter cutter, Object turn) {
        return new Wire(port, cutter, turn);
    }

    /** Where clients connect to. */
    public int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        try {
            while (!dead) {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket client) {
        open.add(client);
        try (client;
                Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
            open.add(server);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            if (dead) {
                return;
            }
            var in = new DataInputStream(new BufferedInputStream(client.getInputStream()));
            OutputStream out = server.getOutputStream();
            if (!greet(in, out, client.getOutputStream())) {
                return;
            }
            var muted = new Muted(server.getInputStream(), client.getOutputStream());
            Thread back = Thread.ofVirtual().start(() -> muted.pump(client));
            requests(in, out, muted);
            server.shutdownOutput();
            back.join();
            open.remove(server);
        } catch (IOException e) {
            // one side is gone
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(client);
        }
    }

    /** Up to the startup message; encryption is declined. */
    private static boolean greet(DataInputStream in, OutputStream out, OutputStream back) throws IOException {
        while (true) {
            int length = in.readInt();
            byte[] body = in.readNBytes(length - 4);
            int code = ByteBuffer.wrap(body).getInt();
            if (code == SSL_REQUEST || code == GSS_REQUEST) {
                back.write('N');
                back.flush();
                continue;
            }
            out.write(ByteBuffer.allocate(length).putInt(length).put(body).array());
            return true;
        }
    }

    private void requests(DataInputStream in, OutputStream out, Muted back) throws IOException {
        String parsed = "";
        boolean cutAtSync = false;
        for (int type = in.read(); type >= 0; type = in.read()) {
            int length = in.readInt();
            byte[] body = in.readNBytes(length - 4);
            parsed = type == 'P' ? sql(body, true) : parsed;
            if (type == 'E' || type == 'Q') {
                Cut cut;
                synchronized (turn) {
                    cut = dead ? Cut.DIE : cutter.before(type == 'Q' ? sql(body, false) : parsed);
                    if (cut == Cut.DIE) {
                        die();
                        return;
                    }
                }
                parsed = "";
                if (cut == Cut.RUN_AND_CUT) {
                    back.mute();
                    cutAtSync = true;
                }
            }
            out.write(message(type, length, body));
            if (cutAtSync && (type == 'S' || type == 'Q')) {
                back.awaitReady();
                return;
            }
        }
    }

    /** In one piece, so that nothing waits for the rest of it. */
    private static byte[] message(int type, int length, byte[] body) {
        return ByteBuffer.allocate(1 + length)
                .put((byte) type)
                .putInt(length)
                .put(body)
                .array();
    }

    /** The statement of a Parse message, behind its name, or of a simple query. */
    private static String sql(byte[] body, boolean named) {
        int from = 0;
        while (named && body[from] != 0) {
            from++;
        }
        from += named ? 1 : 0;
        int to = from;
        while (body[to] != 0) {
            to++;
        }
        return new String(body, from, to - from, StandardCharsets.UTF_8);
    }

    /** The way back; once muted, answers are read and thrown away. */
    private static final class Muted {
        private final DataInputStream from;
        private final OutputStream to;
        private volatile boolean muted;
        private boolean ready;

        Muted(InputStream from, OutputStream to) {
            this.from = new DataInputStream(new BufferedInputStream(from));
            this.to = to;
        }

        void mute() {
            muted = true;
        }

        void pump(Socket client) {
            try (client) {
                for (int type = from.read(); type >= 0; type = from.read()) {
                    int length = from.readInt();
                    byte[] body = from.readNBytes(length - 4);
                    if (!muted) {
                        to.write(message(type, length, body));
                    } else if (type == 'Z') {
                        ready();
                    }
                }
            } catch (IOException e) {
                // one side is gone
            } finally {
                ready();
            }
        }

        private synchronized void ready() {
            ready = true;
            notifyAll();
        }

        synchronized void awaitReady() {
            try {
                while (!ready) {
                    wait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Cuts everything, now and from now on. */
    public void die() {
        dead = true;
        for (Socket socket : open) {
            quietly(socket);
        }
        quietly(listener);
    }

    private static void quietly(@Nullable AutoCloseable closeable) {
        try {
            if (closeable != null) {
                closeable.close();
            }
        } catch (Exception e) {
            // it is gone
        }
    }

    @Override
    public void close() {
        die();
    }
}
