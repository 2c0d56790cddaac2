package dev.howdah.postgres.sql;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * A stream to a server of this machine over its socket in the file system, as a {@link Socket}, which is all that pgjdbc
 * takes; the JDK has channels alone. As with TCP, a read waits no longer than its timeout, closing ends it, and an
 * interrupt does not. A server that hangs with a full backlog refuses at once.
 */
public final class UnixSocket extends Socket {

    private final UnixDomainSocketAddress path;
    private final SocketChannel channel;
    private final Selector readable;
    private final Selector writable;
    private volatile int timeout;
    private volatile boolean connected;

    UnixSocket(Path path) throws IOException {
        this.path = UnixDomainSocketAddress.of(path);
        this.channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        this.readable = Selector.open();
        this.writable = Selector.open();
    }

    /** @param instead ignored: a driver knows but hosts and ports */
    @Override
    public void connect(SocketAddress instead, int millis) throws IOException {
        channel.configureBlocking(false);
        if (!channel.connect(path)) {
            throw new SocketException(path + " takes no connection now");
        }
        channel.register(readable, SelectionKey.OP_READ);
        channel.register(writable, SelectionKey.OP_WRITE);
        connected = true;
    }

    @Override
    public void connect(SocketAddress instead) throws IOException {
        connect(instead, 0);
    }

    @Override
    public InputStream getInputStream() {
        return new In();
    }

    @Override
    public OutputStream getOutputStream() {
        return new Out();
    }

    private final class In extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] to, int from, int many) throws IOException {
            Objects.checkFromIndexSize(from, many, to.length);
            if (many == 0) {
                return 0;
            }
            ByteBuffer room = ByteBuffer.wrap(to, from, many);
            long end = timeout == 0 ? Long.MAX_VALUE : System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeout);
            for (int n = open().read(room); ; n = open().read(room)) {
                if (n != 0) {
                    return n;
                }
                await(readable, end);
            }
        }
    }

    private final class Out extends OutputStream {
        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] what, int from, int many) throws IOException {
            ByteBuffer rest = ByteBuffer.wrap(what, from, many);
            while (rest.hasRemaining()) {
                if (open().write(rest) == 0) {
                    await(writable, Long.MAX_VALUE);
                }
            }
        }
    }

    private SocketChannel open() throws SocketException {
        if (!channel.isOpen()) {
            throw new SocketException("Socket closed");
        }
        return channel;
    }

    private void await(Selector ready, long end) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                long left = end == Long.MAX_VALUE ? 0 : TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (end != Long.MAX_VALUE && left <= 0) {
                    throw new SocketTimeoutException("Read timed out");
                }
                int any = ready.select(left);
                ready.selectedKeys().clear();
                open();
                if (any > 0) {
                    return;
                }
                interrupted |= Thread.interrupted();
            }
        } catch (ClosedSelectorException e) {
            throw (SocketException) new SocketException("Socket closed").initCause(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() throws IOException {
        try (readable;
                writable) {
            channel.close();
        }
    }

    @Override
    public boolean isConnected() {
        return connected;
    }

    @Override
    public boolean isClosed() {
        return !channel.isOpen();
    }

    @Override
    public void setSoTimeout(int millis) {
        timeout = millis;
    }

    @Override
    public int getSoTimeout() {
        return timeout;
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return path;
    }

    @Override
    public InetAddress getInetAddress() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public InetAddress getLocalAddress() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public void setTcpNoDelay(boolean on) {}

    @Override
    public void setKeepAlive(boolean on) {}

    @Override
    public String toString() {
        return path.toString();
    }

    /** Where the driver gets them from; it is made with the path by its name. */
    public static final class Factory extends javax.net.SocketFactory {

        private final Path path;

        public Factory(String path) {
            this.path = Path.of(path);
        }

        @Override
        public Socket createSocket() throws IOException {
            return new UnixSocket(path);
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            throw noHost();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
            throw noHost();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            throw noHost();
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
            throw noHost();
        }

        private static IOException noHost() {
            return new IOException("there is no host here");
        }
    }
}
