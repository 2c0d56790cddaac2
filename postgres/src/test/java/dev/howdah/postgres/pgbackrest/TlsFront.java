package dev.howdah.postgres.pgbackrest;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** TLS before a server that has none. Python's own ends connections without a word, which pgBackRest takes for an attack. */
final class TlsFront implements AutoCloseable {

    private final SSLServerSocket socket;
    private final int behind;

    /** @param pem key and certificate of a local cluster */
    TlsFront(Path pem, int behind) throws IOException, GeneralSecurityException {
        this.behind = behind;
        this.socket = (SSLServerSocket)
                context(pem).getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    private static SSLContext context(Path pem) throws IOException, GeneralSecurityException {
        String text = Files.readString(pem);
        String base64 = text.substring(text.indexOf("PRIVATE KEY-----") + 16, text.indexOf("-----END PRIVATE KEY"));
        var key = KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
        Certificate certificate;
        try (var in = new java.io.ByteArrayInputStream(text.substring(text.indexOf("-----BEGIN CERTIFICATE"))
                .getBytes(java.nio.charset.StandardCharsets.US_ASCII))) {
            certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setKeyEntry("key", key, new char[0], new Certificate[] {certificate});
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    int port() {
        return socket.getLocalPort();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket server = new Socket(InetAddress.getLoopbackAddress(), behind)) {
            Thread.ofVirtual().start(() -> copy(client, server));
            copy(server.getInputStream(), client.getOutputStream());
        } catch (IOException e) {
            // one of them has had enough
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            copy(from.getInputStream(), to.getOutputStream());
        } catch (IOException e) {
            // one of them has had enough
        }
    }

    private static void copy(InputStream in, OutputStream out) throws IOException {
        byte[] some = new byte[65_536];
        for (int n = in.read(some); n >= 0; n = in.read(some)) {
            out.write(some, 0, n);
            out.flush();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
