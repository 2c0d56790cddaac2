package dev.howdah.cli.pg;

import java.io.DataOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The stages below PostgreSQL's login: name, TCP, TLS. */
final class Probe {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** PostgreSQL, "Message Formats", SSLRequest. */
    private static final int SSL_REQUEST = 80877103;

    private final Account account;

    Probe(Account account) {
        this.account = account;
    }

    void run(Consumer<Finding> found) {
        List<InetAddress> addresses;
        try {
            addresses = Arrays.asList(InetAddress.getAllByName(account.host()));
        } catch (UnknownHostException e) {
            found.accept(Finding.fail(
                    "resolve",
                    "there is no host '" + account.host() + "'",
                    "Check the spelling; inside a company's network a VPN or its DNS may be needed."));
            return;
        }
        List<String> texts = addresses.stream().map(InetAddress::getHostAddress).toList();
        found.accept(
                Finding.ok("resolve", account.host() + " is " + String.join(", ", texts), Map.of("addresses", texts)));
        connect(addresses, found);
    }

    private void connect(List<InetAddress> addresses, Consumer<Finding> found) {
        IOException last = new IOException("no address");
        for (InetAddress address : addresses) {
            long start = System.nanoTime();
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(address, account.port()), (int) PATIENCE.toMillis());
                socket.setSoTimeout((int) PATIENCE.toMillis());
                long ms = Duration.ofNanos(System.nanoTime() - start).toMillis();
                found.accept(Finding.ok(
                        "connect",
                        "connected to " + address.getHostAddress() + " port " + account.port() + " in " + ms + " ms",
                        Map.of("address", address.getHostAddress(), "port", account.port())));
                tls(socket, found);
                return;
            } catch (IOException e) {
                last = e;
            }
        }
        found.accept(refused(last));
    }

    private Finding refused(IOException e) {
        String where = account.bracketed() + ":" + account.port();
        return switch (e) {
            case SocketTimeoutException t ->
                Finding.fail(
                        "connect",
                        "no answer from " + where + " within " + PATIENCE.toSeconds() + " s",
                        "A firewall or security group drops packets, or the way there needs a VPN:",
                        "ask for this machine's address to be let in.");
            case NoRouteToHostException n ->
                Finding.fail(
                        "connect", "there is no route to " + where, "Check the network, and whether a VPN is needed.");
            case ConnectException c ->
                Finding.fail(
                        "connect",
                        "connection to " + where + " refused",
                        "Nothing listens there: check host and port, and that the server runs.",
                        "It may listen on other addresses only (listen_addresses), or a firewall refuses.");
            default -> Finding.fail("connect", "connecting to " + where + " failed: " + e.getMessage());
        };
    }

    private void tls(Socket socket, Consumer<Finding> found) throws IOException {
        boolean wanted =
                !account.sslmode().equals("disable") && !account.sslmode().equals("allow");
        int answer;
        try {
            var out = new DataOutputStream(socket.getOutputStream());
            out.writeInt(8);
            out.writeInt(SSL_REQUEST);
            out.flush();
            answer = socket.getInputStream().read();
        } catch (IOException e) {
            found.accept(Finding.fail(
                    "tls",
                    "what listens there does not speak PostgreSQL: " + e.getMessage(),
                    "Check the port: PostgreSQL's is 5432 unless said otherwise."));
            return;
        }
        switch (answer) {
            case 'S' -> {
                if (wanted) {
                    found.accept(new TlsLook(account).look(socket));
                } else {
                    found.accept(Finding.warn(
                            "tls",
                            "the server offers TLS, and sslmode=" + account.sslmode() + " does not use it",
                            Map.of("verified", "none"),
                            "Passwords and data go over the network readable: set sslmode=verify-full."));
                }
            }
            case 'N' -> found.accept(plain());
            default ->
                found.accept(Finding.fail(
                        "tls",
                        answer < 0
                                ? "the server closed the connection at once"
                                : "the server does not speak PostgreSQL",
                        "Check the port, and whether a proxy stands in between."));
        }
    }

    private Finding plain() {
        String message = "the server offers no TLS";
        return switch (account.sslmode()) {
            case "disable", "allow", "prefer" ->
                Finding.warn(
                        "tls", message, Map.of("verified", "none"), "Passwords and data go over the network readable.");
            default ->
                Finding.fail(
                        "tls",
                        message + ", and sslmode=" + account.sslmode() + " insists on it",
                        "Switch TLS on in the server (ssl = on), or check that this is the right server.");
        };
    }
}
