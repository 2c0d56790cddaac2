package dev.howdah.postgres.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What pgjdbc relies on in a socket, against a server that answers, or not. */
final class UnixSocketTest {

    private static final InetSocketAddress IGNORED = InetSocketAddress.createUnresolved("localhost", 5432);

    @TempDir
    private Path dir;

    private ServerSocketChannel server;

    @BeforeEach
    void listen() throws IOException {
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path()), 4);
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private Path path() {
        return dir.resolve("s");
    }

    private Socket connected() throws IOException {
        Socket socket = new UnixSocket.Factory(path().toString()).createSocket();
        socket.connect(IGNORED, 5000);
        assertThat(socket.isConnected()).isTrue();
        return socket;
    }

    @Test
    void muchGoesBothWaysAtOnce() throws Exception {
        byte[] much = new byte[5_000_000];
        new Random(1).nextBytes(much);
        var echo = new FutureTask<>(() -> {
            try (SocketChannel c = server.accept()) {
                ByteBuffer all = ByteBuffer.allocate(much.length);
                while (all.hasRemaining()) {
                    c.read(all);
                }
                all.flip();
                while (all.hasRemaining()) {
                    c.write(all);
                }
            }
            return true;
        });
        Thread.ofVirtual().start(echo);
        try (Socket socket = connected()) {
            socket.getOutputStream().write(much);
            assertThat(socket.getInputStream().readNBytes(much.length)).isEqualTo(much);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(echo.get()).isTrue();
    }

    @Test
    void aReadWaitsAsLongAsItMayAndGoesOnAfterwards() throws Exception {
        try (Socket socket = connected();
                SocketChannel c = server.accept()) {
            socket.setSoTimeout(30);
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            Channels.newOutputStream(c).write(7);
            socket.setSoTimeout(0);
            assertThat(socket.getInputStream().read()).isEqualTo(7);
        }
    }

    @Test
    void closingEndsAReadThatWaits() throws Exception {
        Socket socket = connected();
        try (SocketChannel c = server.accept()) {
            assertThat(c.isConnected()).isTrue();
            var begun = new CountDownLatch(1);
            var read = new FutureTask<>(() -> {
                begun.countDown();
                return socket.getInputStream().read();
            });
            Thread.ofPlatform().start(read);
            begun.await();
            socket.close();
            assertThat(socket.isClosed()).isTrue();
            assertThatThrownBy(read::get).hasCauseInstanceOf(SocketException.class);
        }
    }

    @Test
    void anInterruptIsKeptAndEndsNoRead() throws Exception {
        try (Socket socket = connected();
                SocketChannel c = server.accept()) {
            var read = new FutureTask<>(() ->
                    socket.getInputStream().read() + (Thread.currentThread().isInterrupted() ? 100 : 0));
            Thread reader = Thread.ofPlatform().start(read);
            reader.interrupt();
            Thread.sleep(20);
            Channels.newOutputStream(c).write(7);
            assertThat(read.get()).isEqualTo(107);
        }
    }

    @Test
    void aServerThatTakesNobodyRefusesInsteadOfHanging() throws IOException {
        List<Socket> waiting = new ArrayList<>();
        try {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 50; i++) {
                            waiting.add(connected());
                        }
                    })
                    .isInstanceOf(IOException.class);
        } finally {
            for (Socket s : waiting) {
                s.close();
            }
        }
    }

    @Test
    void nobodyIsThere() throws IOException {
        server.close();
        assertThatThrownBy(this::connected).isInstanceOf(IOException.class);
    }
}
