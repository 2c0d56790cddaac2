package dev.howdah.postgres.existing;

import dev.howdah.resource.Existing;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Trouble;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The platform's own secrets and CA certificates, read where a spec says they are, at every use.
 *
 * @param home of the control plane, whose own secrets are nobody's password
 * @param environment of the control plane
 */
public record SecretFiles(Path home, UnaryOperator<@Nullable String> environment) {

    private static final int MOST_BYTES = 64 * 1024;

    /** @throws Trouble CREDENTIAL_UNREADABLE, which says why and what to do */
    String password(Existing.AdminLogin login) {
        return secret(
                "the password of the platform's login '" + login.username() + "'",
                login.passwordFile(),
                login.passwordEnv());
    }

    /**
     * The first line of a file that not everybody may read, or the value of a variable.
     *
     * @param what is read, in words
     * @throws Trouble CREDENTIAL_UNREADABLE, which says why and what to do
     */
    public String secret(String what, @Nullable String secretFile, @Nullable String variable) {
        if (variable != null) {
            String value = environment.apply(variable);
            if (value == null || value.isEmpty()) {
                throw unreadable(what, "variable " + variable + " of the control plane's environment is not set");
            }
            return value;
        }
        Path file = Path.of(String.valueOf(secretFile));
        if (inHome(file)) {
            throw unreadable(what, file + " is in the control plane's home, which holds its own secrets: use another");
        }
        String text = text(what, file);
        if (everybodysToRead(file)) {
            throw unreadable(what, "everybody on the control plane's machine may read it: chmod 600 " + file);
        }
        return line(what, file, text);
    }

    /** The first line of a file that the platform it runs on keeps there, whoever may read it. */
    public static String line(String what, Path file) {
        return line(what, file, text(what, file));
    }

    private static String line(String what, Path file, String text) {
        String line = text.lines().findFirst().orElse("");
        if (line.isEmpty()) {
            throw unreadable(what, file + " is empty");
        }
        return line;
    }

    /** Why the password can't be replaced here; empty: it can. */
    Optional<String> fixed(Existing.AdminLogin login) {
        if (login.passwordFile() == null) {
            return Optional.of("it is in variable " + login.passwordEnv() + " of the control plane's environment, which"
                    + " nothing can write: name a file instead, with spec.existing.credential.passwordFile");
        }
        return PasswordFile.of(login.passwordFile()).fixed();
    }

    /** Puts another password into the place of the one that is there. */
    void keep(Existing.AdminLogin login, String password) {
        PasswordFile.of(String.valueOf(login.passwordFile())).write(password);
    }

    /** The PEM, checked to hold certificates. */
    Optional<String> ca(Existing server) {
        return Optional.ofNullable(server.caFile()).map(SecretFiles::pem);
    }

    /** The PEM in a file, checked to hold certificates. */
    public static String pem(String caFile) {
        String what = "the CA's certificate";
        String pem = text(what, Path.of(caFile));
        try {
            var bytes = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
            if (CertificateFactory.getInstance("X.509")
                    .generateCertificates(bytes)
                    .isEmpty()) {
                throw unreadable(what, caFile + " holds no certificate");
            }
        } catch (CertificateException e) {
            throw unreadable(what, caFile + " holds no certificate in PEM");
        }
        return pem;
    }

    private static String text(String what, Path file) {
        try {
            if (!Files.exists(file)) {
                throw unreadable(what, "there is no file " + file);
            }
            if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
                throw unreadable(what, file + " is no file of a sensible size");
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw unreadable(what, "the control plane may not read " + file + ", or it is no text");
        }
    }

    private boolean inHome(Path file) {
        try {
            return file.toRealPath().startsWith(home.toRealPath());
        } catch (IOException e) {
            return file.normalize().startsWith(home.toAbsolutePath().normalize());
        }
    }

    private static boolean everybodysToRead(Path file) {
        try {
            return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException | UnsupportedOperationException e) {
            return true;
        }
    }

    private static Trouble unreadable(String what, String why) {
        return new Trouble(Reason.CREDENTIAL_UNREADABLE, what + " can't be read: " + why);
    }
}
