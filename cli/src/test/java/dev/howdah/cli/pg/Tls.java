package dev.howdah.cli.pg;

import dev.howdah.testkit.ThrowawayPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Certificates for tests, made with the JDK's keytool: a CA, and a server's certificate for one name. */
public record Tls(String caPem, String certificatePem, String keyPem) {

    /** @param name as keytool's {@code SAN}: {@code dns:localhost} */
    public static Tls make(Path directory, String name, String validity) throws Exception {
        Path store = directory.resolve("keys-" + System.nanoTime() + ".p12");
        keytool(store, "-genkeypair", "-alias", "ca", "-dname", "CN=Test CA", "-ext", "bc:c", "-validity", "30");
        keytool(store, "-genkeypair", "-alias", "server", "-dname", "CN=test server");
        Path request = directory.resolve("server.csr");
        Path signed = directory.resolve("server.pem");
        keytool(store, "-certreq", "-alias", "server", "-file", request.toString());
        var sign = new ArrayList<>(List.of("-gencert", "-alias", "ca", "-infile", request.toString()));
        sign.addAll(List.of("-outfile", signed.toString(), "-rfc", "-ext", "SAN=" + name));
        sign.addAll(List.of(validity.split(" ")));
        keytool(store, sign.toArray(new String[0]));
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "testtest".toCharArray());
        }
        return new Tls(
                pem("CERTIFICATE", keys.getCertificate("ca").getEncoded()),
                Files.readString(signed),
                pem(
                        "PRIVATE KEY",
                        keys.getKey("server", "testtest".toCharArray()).getEncoded()));
    }

    /** Gives a running server this certificate and these lines of pg_hba.conf. */
    public void install(ThrowawayPostgres server, String hba) throws Exception {
        Path data = server.dataDir();
        put(data, "server.crt", certificatePem);
        put(data, "server.key", keyPem);
        hba(server, hba);
        try (var c = server.connect("postgres");
                var s = c.createStatement()) {
            s.execute("ALTER SYSTEM SET ssl = on");
        }
        reload(server);
    }

    /** Replaces the rules for clients; the superuser keeps its way in, without TLS. */
    public static void hba(ThrowawayPostgres server, String lines) throws Exception {
        put(server.dataDir(), "pg_hba.conf", "host all postgres 127.0.0.1/32 scram-sha-256\n" + lines);
        reload(server);
    }

    /** Makes the server read its files anew, and waits until new sessions see that. */
    public static void reload(ThrowawayPostgres server) throws Exception {
        String before = loaded(server);
        try (var c = server.connect("postgres");
                var s = c.createStatement()) {
            s.execute("SELECT pg_reload_conf()");
        }
        while (loaded(server).equals(before)) {
            Thread.sleep(10);
        }
    }

    private static String loaded(ThrowawayPostgres server) throws Exception {
        try (var c = server.connect("postgres");
                var s = c.createStatement();
                var r = s.executeQuery("SELECT pg_conf_load_time()::text")) {
            r.next();
            return r.getString(1);
        }
    }

    private static void put(Path data, String name, String text) throws IOException {
        Path file = data.resolve(name);
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.setOwner(file, Files.getOwner(data));
    }

    private static String pem(String kind, byte[] der) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + kind + "-----\n";
    }

    private static void keytool(Path store, String... arguments) throws IOException, GeneralSecurityException {
        var command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin/keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", store.toString(), "-storepass", "testtest", "-storetype", "PKCS12"));
        if (List.of(arguments).contains("-genkeypair")) {
            command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1"));
        }
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException(said);
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
