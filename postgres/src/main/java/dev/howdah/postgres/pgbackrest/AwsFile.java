package dev.howdah.postgres.pgbackrest;

import dev.howdah.resource.Reason;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The {@code default} profile of an AWS credentials file. */
public record AwsFile(String id, String secret, Optional<String> token) {

    /** @throws Trouble CREDENTIAL_UNREADABLE, which says why */
    public static AwsFile read(Path file) {
        try {
            if (Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
                throw unreadable(file, "everybody on the control plane's machine may read it: chmod 600 " + file, null);
            }
            Map<String, String> profile = profile(Files.readAllLines(file));
            String id = profile.get("aws_access_key_id");
            String secret = profile.get("aws_secret_access_key");
            if (id == null || secret == null) {
                throw unreadable(
                        file, "its [default] profile has no aws_access_key_id or no aws_secret_access_key", null);
            }
            return new AwsFile(id, secret, Optional.ofNullable(profile.get("aws_session_token")));
        } catch (IOException e) {
            throw unreadable(file, "it is not there, or the control plane may not read it", e);
        }
    }

    private static Map<String, String> profile(List<String> lines) {
        var found = new HashMap<String, String>();
        String section = "";
        for (String line : lines) {
            String text = line.strip();
            int is = text.indexOf('=');
            if (text.startsWith("[")) {
                section = text;
            } else if (section.equals("[default]") && is > 0) {
                found.put(text.substring(0, is).strip(), text.substring(is + 1).strip());
            }
        }
        return found;
    }

    private static Trouble unreadable(Path file, String why, @org.jspecify.annotations.Nullable Throwable cause) {
        String message = "the credentials file " + file + " can't be used: " + why;
        return cause == null
                ? new Trouble(Reason.CREDENTIAL_UNREADABLE, message)
                : new Trouble(Reason.CREDENTIAL_UNREADABLE, message, cause);
    }
}
