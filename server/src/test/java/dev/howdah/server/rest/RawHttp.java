package dev.howdah.server.rest;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Requests that no decent HTTP client would send. */
final class RawHttp {

    private RawHttp() {}

    record Answer(String head, String body) {

        int status() {
            return head.isEmpty() ? 0 : Integer.parseInt(head.split(" ")[1]);
        }
    }

    static Answer get(int port, String target, String token) throws IOException {
        return send(
                port,
                "GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer " + token
                        + "\r\n\r\n");
    }

    static Answer send(int port, String text) throws IOException {
        try (Socket socket = open(port)) {
            try {
                socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
                socket.getOutputStream().flush();
            } catch (IOException e) {
                // the server has answered and hung up before all was sent
            }
            return read(socket.getInputStream());
        }
    }

    static Socket open(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(30_000);
        return socket;
    }

    static Answer read(InputStream in) {
        var text = new StringBuilder();
        try {
            for (int b = in.read(); b >= 0; b = in.read()) {
                text.append((char) b);
            }
        } catch (IOException e) {
            // reset behind the answer
        }
        int end = text.indexOf("\r\n\r\n");
        return end < 0 ? new Answer(text.toString(), "") : new Answer(text.substring(0, end), text.substring(end + 4));
    }
}
