package dev.howdah.server.rest;

import io.javalin.config.JettyConfig;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Sets Jetty up: virtual threads for requests, strict reading of them, JSON for its own errors. */
final class Jetty {

    /** Bytes in a second under which a body comes too slowly to be meant well. */
    private static final int SLOWEST = 128;

    /** Held here, since a logger that nobody holds forgets its level. */
    private static final List<Logger> CHATTY =
            List.of(Logger.getLogger("org.eclipse.jetty"), Logger.getLogger("io.javalin"));

    private Jetty() {}

    static void configure(JettyConfig jetty, RestConfig config) {
        CHATTY.forEach(l -> l.setLevel(Level.WARNING));
        // The few platform threads only accept and select.
        var threads = new QueuedThreadPool(16, 4);
        threads.setName("rest");
        threads.setVirtualThreadsExecutor(VirtualThreads.getNamedVirtualThreadsExecutor("rest-"));
        jetty.threadPool = threads;
        jetty.modifyServer(server -> {
            server.setErrorHandler(new JettyErrors());
            server.setStopTimeout(0);
        });
        jetty.modifyServletContextHandler(context -> {
            context.setErrorHandler(new JettyErrors());
        });
        jetty.modifyHttpConfiguration(http -> {
            http.setUriCompliance(UriCompliance.DEFAULT);
            http.setRequestHeaderSize(config.limits().headerBytes());
            http.setSendServerVersion(false);
            http.setMinRequestDataRate(SLOWEST);
        });
        jetty.addConnector((server, http) -> connector(server, http, config));
    }

    private static Connector connector(Server server, HttpConfiguration http, RestConfig config) {
        var plain = new HttpConnectionFactory(http);
        ServerConnector connector = config.tls()
                .map(tls -> {
                    // Clients that come by address send no host name: what they check is theirs.
                    http.addCustomizer(new SecureRequestCustomizer(false));
                    var ssl = new SslContextFactory.Server();
                    ssl.setSslContext(Pem.context(tls));
                    return new ServerConnector(server, 1, 1, new SslConnectionFactory(ssl, plain.getProtocol()), plain);
                })
                .orElseGet(() -> new ServerConnector(server, 1, 1, plain));
        connector.setHost(config.listen());
        connector.setPort(config.port());
        connector.setIdleTimeout(config.limits().idle().toMillis());
        connector.setReuseAddress(true);
        return connector;
    }
}
